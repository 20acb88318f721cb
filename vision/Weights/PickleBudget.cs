namespace BirdGrid.Vision.Weights;

/// <summary>
/// What the pickles of one file may build. A value is pushed by at least one byte before it is put into a container, so a sound file never puts
/// more values into containers than it has bytes; only a file that has the same values taken again and again does.
/// </summary>
internal sealed class PickleBudget(int fileBytes)
{
    /// <summary>Most opcodes of a file; a network's state takes about 45 for each tensor.</summary>
    public const int MaxOpcodes = 1_000_000;

    private long itemsLeft = fileBytes;
    private int opcodesLeft = MaxOpcodes;
    private int tensorsLeft = WeightsLimits.MaxTensors;

    /// <summary>Counts an opcode.</summary>
    /// <exception cref="WeightsFormatException">There are too many.</exception>
    public void TakeOpcode()
    {
        if (--opcodesLeft < 0)
        {
            throw new WeightsFormatException($"The pickle has more than {MaxOpcodes} opcodes.");
        }
    }

    /// <summary>Counts values that are put into a tuple, list or dict, or copied out of one.</summary>
    /// <exception cref="WeightsFormatException">There are more than the file has bytes.</exception>
    public void TakeItems(int count)
    {
        itemsLeft -= count;
        if (itemsLeft < 0)
        {
            throw new WeightsFormatException("The pickle puts the same values into containers again and again, more of them than the file has bytes.");
        }
    }

    /// <summary>Counts a tensor or a storage.</summary>
    /// <exception cref="WeightsFormatException">There are too many.</exception>
    public void TakeTensor()
    {
        if (--tensorsLeft < 0)
        {
            throw new WeightsFormatException($"The pickle describes more than {WeightsLimits.MaxTensors} tensors and storages.");
        }
    }
}
