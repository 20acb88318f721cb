namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>Gives its content, calls back, and ends.</summary>
internal sealed class CallbackStream(Action callback) : MemoryStream(Content)
{
    public static readonly byte[] Content = [1, 2, 3, 4];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            callback();
        }

        return count;
    }
}
