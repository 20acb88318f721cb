namespace BirdGrid.Vision.Augmentation;

/// <summary>The sampling loop one pixel at a time: the reference for the vector kernel, which gives the same bytes, and the fallback where there is none.</summary>
internal static unsafe class ScalarWarp
{
    private const int Half = 1 << ((2 * WarpCoefficients.FractionBits) - 1);

    public static void Sample(in PixelView source, in WarpCoefficients map, byte* outputHwc, int outputWidth, int outputHeight)
    {
        for (int y = 0; y < outputHeight; y++)
        {
            WarpCoefficients.Pair numerator = map.NumeratorOfRow(y);
            WarpCoefficients.Pair denominator = map.DenominatorOfRow(y);
            for (int x = 0; x < outputWidth; x++, outputHwc += 3)
            {
                var (row, column) = map.FixedPositionAt(x, numerator, denominator);
                SamplePixel(source, map, ToInt32(row), ToInt32(column), outputHwc);
            }
        }
    }

    private static void SamplePixel(in PixelView source, in WarpCoefficients map, int row, int column, byte* output)
    {
        if (row < map.RowMin || row > map.RowMax || column < map.ColumnMin || column > map.ColumnMax)
        {
            output[0] = 0;
            output[1] = 0;
            output[2] = 0;
            return;
        }

        row = Math.Clamp(row, 0, map.LastRow);
        column = Math.Clamp(column, 0, map.LastColumn);
        int down = row & (WarpCoefficients.One - 1);
        int right = column & (WarpCoefficients.One - 1);
        byte* top = source.PixelsHwc + ((long)(row >> WarpCoefficients.FractionBits) * source.StrideBytes) + ((column >> WarpCoefficients.FractionBits) * 3);
        byte* bottom = row < map.LastRow ? top + source.StrideBytes : top;
        int next = column < map.LastColumn ? 3 : 0;
        for (int channel = 0; channel < 3; channel++)
        {
            int leftValue = (top[channel] * (WarpCoefficients.One - down)) + (bottom[channel] * down);
            int rightValue = (top[channel + next] * (WarpCoefficients.One - down)) + (bottom[channel + next] * down);
            int sum = (leftValue * (WarpCoefficients.One - right)) + (rightValue * right);
            output[channel] = (byte)((sum + Half) >> (2 * WarpCoefficients.FractionBits));
        }
    }

    /// <summary>Rounds to the nearest even; not-a-number and overflow become int.MinValue, as the vector instruction has it.</summary>
    private static int ToInt32(float value)
    {
        float rounded = MathF.Round(value);
        return rounded is >= int.MinValue and < 2147483648f ? (int)rounded : int.MinValue;
    }
}
