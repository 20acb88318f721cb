namespace BirdGrid.Vision.Augmentation;

/// <summary>128 bits: a counter, or what the generator makes of it.</summary>
internal readonly record struct PhiloxBlock(uint Word0, uint Word1, uint Word2, uint Word3)
{
    /// <summary>The ten rounds of Philox4x32-10.</summary>
    public static PhiloxBlock Encrypt(PhiloxBlock counter, uint key0, uint key1)
    {
        var (c0, c1, c2, c3) = counter;
        for (int round = 0; round < PhiloxRandom.Rounds; round++)
        {
            ulong product0 = (ulong)PhiloxRandom.Multiplier0 * c0;
            ulong product1 = (ulong)PhiloxRandom.Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c3 = (uint)product0;
            key0 = unchecked(key0 + PhiloxRandom.KeyStep0);
            key1 = unchecked(key1 + PhiloxRandom.KeyStep1);
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }
}
