using System.Runtime.InteropServices;
using BirdGrid.Grains.Augmentation.Batches;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

public sealed class PendingBatchTests
{
    [Fact]
    public void A_batch_of_one_piece_is_not_copied()
    {
        var request = SimulatedReading.Requests(1)[0];
        var batch = new PendingBatch(request, mostBytes: 1 << 20, firstNumber: 0, asked: 0);
        byte[] answer = FakeAugmenters.PixelsOf(request);
        batch.Put(Assert.Single(batch.Pieces), answer);
        Assert.True(batch.IsComplete);
        Assert.True(MemoryMarshal.TryGetArray(batch.ImagesNhwc, out var segment));
        Assert.Same(answer, segment.Array);
    }

    [Fact]
    public void Pieces_are_put_together_in_any_order()
    {
        var request = SimulatedReading.Requests(1, photos: 5)[0];
        var batch = new PendingBatch(request, mostBytes: 24, firstNumber: 7, asked: 0);
        Assert.Equal([7L, 8L, 9L], batch.Pieces.Select(p => p.Number));
        foreach (var piece in batch.Pieces.Reverse())
        {
            Assert.False(batch.IsComplete);
            batch.Put(piece, FakeAugmenters.PixelsOf(piece.Request));
        }

        Assert.True(batch.IsComplete);
        Assert.Equal(FakeAugmenters.PixelsOf(request), batch.ImagesNhwc.ToArray());
    }

    [Fact]
    public void An_answer_of_another_size_is_refused()
    {
        var batch = new PendingBatch(SimulatedReading.Requests(1)[0], mostBytes: 1 << 20, firstNumber: 0, asked: 0);
        Assert.Throws<InvalidDataException>(() => batch.Put(batch.Pieces[0], new byte[3]));
        Assert.False(batch.IsComplete);
    }
}
