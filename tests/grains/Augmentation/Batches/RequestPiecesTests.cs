using BirdGrid.Grains.Augmentation.Batches;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

public sealed class RequestPiecesTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void A_request_that_fits_is_left_as_it_is()
    {
        var request = SimulatedReading.Requests(1, photos: 32, imageSize: 224)[0];
        Assert.Same(request, Assert.Single(RequestPieces.Of(request, 8 * MiB)));
    }

    [Fact]
    public void Pieces_keep_every_photo_and_its_repeats_in_order()
    {
        var request = SimulatedReading.Requests(1, photos: 256, imageSize: 224)[0] with { Repeats = [.. Enumerable.Range(0, 256).Select(i => i % 3)] };
        var pieces = RequestPieces.Of(request, 8 * MiB);
        Assert.Equal(5, pieces.Count);
        Assert.All(pieces, piece => Assert.InRange(RequestPieces.BytesOf(piece), 7 * MiB, 8 * MiB));
        Assert.Equal(request.Photos, pieces.SelectMany(p => p.Photos));
        Assert.Equal(request.Repeats, pieces.SelectMany(p => p.Repeats!));
        Assert.All(pieces, piece => Assert.Equal(request with { Photos = piece.Photos, Repeats = piece.Repeats }, piece));
    }

    [Fact]
    public void A_photo_that_is_larger_than_a_piece_is_a_piece_of_its_own()
    {
        var request = SimulatedReading.Requests(1, photos: 3, imageSize: 1024)[0];
        Assert.Equal(3, RequestPieces.Of(request, MiB).Count);
    }
}
