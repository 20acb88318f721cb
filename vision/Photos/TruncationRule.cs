namespace BirdGrid.Vision.Photos;

/// <summary>Whether a photo that ends before its last pixel is taken, and what its sender is told otherwise.</summary>
internal static class TruncationRule
{
    /// <summary>
    /// Below a third of its rows nothing of the photo's middle third is there, which is where its subject is looked for: what is left would
    /// teach a model the sky, and answer for it.
    /// </summary>
    public const int LeastShareOfRows = 3;

    /// <summary>Refuses a truncated photo that is not to be taken.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="rows">Stored rows that are there.</param>
    /// <param name="truncated">What is done with truncated photos.</param>
    /// <param name="cause">What is known of the end.</param>
    /// <exception cref="PhotoDecodeException">It is refused.</exception>
    public static void Require(PhotoHeader header, int rows, TruncatedPhotos truncated, string cause)
    {
        string what = $"This {PhotoDecoder.NameOf(header.Format)} {cause}";
        long percent = 100L * rows / header.StoredHeight;
        if ((long)rows * LeastShareOfRows < header.StoredHeight)
        {
            throw new PhotoDecodeException(PhotoFault.Truncated, $"{what}: {percent} % of its rows are there, too few to see anything by; send the whole file.");
        }

        if (truncated != TruncatedPhotos.Accept)
        {
            string there = rows < header.StoredHeight ? $"{percent} % of its rows are there" : "all of its rows are there, but not all of their detail";
            throw new PhotoDecodeException(
                PhotoFault.Truncated, $"{what}: {there}; send the whole file, or take it as it is with --truncated accept (REST: truncated=accept).");
        }
    }
}
