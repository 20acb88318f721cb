namespace BirdGrid.Vision.Augmentation;

/// <summary>Whose random numbers they are: the seed is the cipher's key, epoch and photo are three quarters of its counter.</summary>
internal readonly record struct PhiloxKey(ulong Seed, int Epoch, long PhotoIndex)
{
    /// <summary>Low half of the cipher's key.</summary>
    public uint Key0 => unchecked((uint)Seed);

    /// <summary>High half of the cipher's key.</summary>
    public uint Key1 => (uint)(Seed >> 32);

    /// <summary>The counter of a block: its number, the epoch, the photo's low and high half.</summary>
    public PhiloxBlock Counter(uint block) => unchecked(new PhiloxBlock(block, (uint)Epoch, (uint)PhotoIndex, (uint)(PhotoIndex >> 32)));

    /// <summary>The random words of a block.</summary>
    public PhiloxBlock Block(uint block) => PhiloxBlock.Encrypt(Counter(block), Key0, Key1);
}
