namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// The counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// A draw depends on seed, epoch, photo, stream and its position in the stream alone: never on the thread, the order or what was drawn elsewhere.
/// </summary>
public struct PhiloxRandom
{
    /// <summary>Streams of one photo: 0 to 255.</summary>
    public const int StreamCount = 256;

    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint KeyStep0 = 0x9E3779B9;
    internal const uint KeyStep1 = 0xBB67AE85;
    internal const int Rounds = 10;

    private const int StreamShift = 24;

    private readonly PhiloxKey key;
    private readonly uint lastBlock;
    private uint nextBlock;
    private PhiloxBlock block;
    private int wordsLeft;

    /// <summary>Opens one stream of one photo in one epoch at its beginning.</summary>
    /// <param name="seed">Seed of the training session.</param>
    /// <param name="epoch">Epoch.</param>
    /// <param name="photoIndex">Number of the photo in its dataset.</param>
    /// <param name="stream">0 to 255; different streams are independent of each other.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not 0 to 255.</exception>
    public PhiloxRandom(ulong seed, int epoch, long photoIndex, int stream)
        : this(new PhiloxKey(seed, epoch, photoIndex), stream)
    {
    }

    internal PhiloxRandom(PhiloxKey key, int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stream, StreamCount);
        this.key = key;
        nextBlock = FirstBlock(stream);
        lastBlock = nextBlock | ((1u << StreamShift) - 1);
    }

    /// <summary>Whose random numbers they are.</summary>
    internal readonly PhiloxKey Key => key;

    /// <summary>The first block of which no word has been taken.</summary>
    internal readonly uint NextBlock => nextBlock;

    /// <summary>Blocks of the stream of which no word has been taken.</summary>
    internal readonly int BlocksLeft => IsUsedUp ? 0 : (int)(lastBlock - nextBlock) + 1;

    /// <summary>The block counter went past the stream's last block, or round to 0 after the last stream's.</summary>
    private readonly bool IsUsedUp => nextBlock > lastBlock || (nextBlock == 0 && lastBlock == uint.MaxValue);

    /// <summary>The next 32 random bits.</summary>
    /// <exception cref="InvalidOperationException">The stream's 67 million words are used up.</exception>
    public uint NextUInt32()
    {
        if (wordsLeft == 0)
        {
            if (IsUsedUp)
            {
                throw UsedUp();
            }

            block = key.Block(nextBlock++);
            wordsLeft = 4;
        }

        return (wordsLeft--) switch
        {
            4 => block.Word0,
            3 => block.Word1,
            2 => block.Word2,
            _ => block.Word3,
        };
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32();
        return (((high << 32) | NextUInt32()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform between two bounds.</summary>
    public double NextUniform(double min, double max) => min + ((max - min) * NextDouble());

    /// <summary>True with the given probability (0 to 1).</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>Uniform in 0 to <paramref name="count"/> - 1.</summary>
    public int NextInt(int count) => (int)(((ulong)NextUInt32() * (uint)count) >> 32);

    /// <summary>Gaussian with mean 0 and standard deviation 1 (Box-Muller).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Goes on behind a number of whole blocks, which the caller reads by their number.</summary>
    /// <exception cref="InvalidOperationException">The stream has fewer blocks left.</exception>
    internal void SkipBlocks(int count)
    {
        if (count > BlocksLeft)
        {
            throw UsedUp();
        }

        nextBlock = unchecked(nextBlock + (uint)count);
        wordsLeft = 0;
    }

    /// <summary>The counter of a stream's first block.</summary>
    internal static uint FirstBlock(int stream) => (uint)stream << StreamShift;

    private static InvalidOperationException UsedUp() => new("The random stream of this photo is used up; open another stream.");
}
