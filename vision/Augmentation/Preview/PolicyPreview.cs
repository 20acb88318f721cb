using BirdGrid.Vision.ContactSheets;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Shows what a policy does to a photo: the original and many draws with what was drawn, as a contact sheet.</summary>
public static class PolicyPreview
{
    /// <summary>Most draws of a sheet.</summary>
    public const int MaxDraws = 400;

    /// <summary>Smallest side of a tile in pixels: below it captions are of single words.</summary>
    public const int MinTileSize = 64;

    /// <summary>Largest side of a tile in pixels.</summary>
    public const int MaxTileSize = 1024;

    /// <summary>Wide enough for the captions to be told apart.</summary>
    private const int Gap = 8;

    /// <summary>Renders a sheet: the largest centred square of the photo first, then the draws of epochs 1, 2, ... in reading order.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="policy">What is done to it.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    /// <param name="tileSize">Side of a tile in pixels, 64 to 1024.</param>
    /// <param name="draws">Number of draws, 1 to 400.</param>
    /// <exception cref="AugmentationPolicyException">A value of the policy is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Size or number is out of range.</exception>
    public static RgbImage Render(RgbImage photo, AugmentationPolicy policy, ulong seed, int tileSize, int draws)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, MinTileSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tileSize, MaxTileSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(draws, MaxDraws);
        var tiles = new List<CaptionedPicture>
        {
            new(Render(new Augmenter(AugmentationPolicy.None, seed, tileSize), photo, 0), $"the photo, {photo.Width}×{photo.Height}; policy {policy.Name}"),
        };
        var augmenter = new Augmenter(policy, seed, tileSize);
        for (int draw = 1; draw <= draws; draw++)
        {
            string caption = DrawCaption.Of(augmenter.Draw(photo.Width, photo.Height, draw, 0), policy);
            tiles.Add(new CaptionedPicture(Render(augmenter, photo, draw), caption));
        }

        return ContactSheet.Compose(tiles, Columns(tiles.Count), Gap);
    }

    private static RgbImage Render(Augmenter augmenter, RgbImage photo, int epoch)
    {
        var tile = new RgbImage(augmenter.OutputSize, augmenter.OutputSize);
        augmenter.Render(photo, epoch, 0, tile.PixelsHwc);
        return tile;
    }

    /// <summary>Columns of a sheet as wide as high or somewhat wider, with as full a last row as there is near that shape.</summary>
    private static int Columns(int tiles)
    {
        int least = (int)Math.Ceiling(Math.Sqrt(tiles));
        return Enumerable.Range(least, Math.Min(4, tiles - least + 1)).MinBy(columns => ((columns - (tiles % columns)) % columns, columns));
    }
}
