namespace BirdGrid.Vision.Augmentation;

/// <summary>Samples one pixel at a time: the reference for the vector kernels, which give the same bytes, and the fallback where there is none.</summary>
internal static unsafe class ScalarWarp
{
    private const int Half = WarpCoefficients.One / 2;

    /// <summary>Samples a strip of a row.</summary>
    public static void SampleStrip(byte* origin, in WarpCoefficients map, in WarpRow row, float firstDistance, int count, byte* outputHwc)
    {
        for (int x = 0; x < count; x++, outputHwc += 3)
        {
            var (sourceRow, sourceColumn) = row.At(firstDistance + x);
            SamplePixel(origin, map, ToInt32(sourceRow), ToInt32(sourceColumn), outputHwc);
        }
    }

    private static void SamplePixel(byte* origin, in WarpCoefficients map, int row, int column, byte* output)
    {
        if (row < map.RowMin || row > map.RowMax || column < map.ColumnMin || column > map.ColumnMax)
        {
            output[0] = 0;
            output[1] = 0;
            output[2] = 0;
            return;
        }

        row = Math.Clamp(row, map.FirstRow, map.LastRow);
        column = Math.Clamp(column, map.FirstColumn, map.LastColumn);
        int topRow = Math.Min(row >> WarpCoefficients.FractionBits, map.LastTopRow);
        int down = row - (topRow << WarpCoefficients.FractionBits);
        int right = column & (WarpCoefficients.One - 1);
        byte* top = origin + (topRow * map.StrideBytes) + ((column >> WarpCoefficients.FractionBits) * 3);
        byte* bottom = top + map.BottomBytes;

        // The four weights add up to One exactly, so that flat areas stay as they are.
        int both = ((down * right) + Half) >> WarpCoefficients.FractionBits;
        int onlyDown = down - both;
        int onlyRight = right - both;
        int neither = WarpCoefficients.One - down - onlyRight;
        for (int channel = 0; channel < 3; channel++)
        {
            int sum = (top[channel] * neither) + (bottom[channel] * onlyDown) + (top[channel + 3] * onlyRight) + (bottom[channel + 3] * both);
            output[channel] = (byte)((sum + Half) >> WarpCoefficients.FractionBits);
        }
    }

    /// <summary>Rounds to the nearest even; not-a-number and overflow become int.MinValue, as the vector instruction has it.</summary>
    private static int ToInt32(float value)
    {
        float rounded = MathF.Round(value);
        return rounded is >= int.MinValue and < 2147483648f ? (int)rounded : int.MinValue;
    }
}
