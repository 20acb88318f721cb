using System.Net;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Augmentation.Batches;
using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

/// <summary>Cpu silos that answer as a test says. Their pixels are a function of the request alone, as real ones' are.</summary>
internal sealed class FakeAugmenters(TimeProvider clock) : IAugmenterSilos
{
    private readonly List<SiloMember> active = [];
    private readonly Dictionary<SiloMember, int> outstanding = [];

    /// <summary>How long a silo takes for a request; it may throw, or take forever.</summary>
    public Func<SiloMember, AugmentRequest, TimeSpan> Latency { get; set; } = (_, _) => TimeSpan.FromMilliseconds(50);

    /// <summary>Every request so far, with the silo that was asked.</summary>
    public List<(SiloMember Silo, AugmentRequest Request)> Asked { get; } = [];

    /// <summary>Most requests that a silo had at a time.</summary>
    public Dictionary<SiloMember, int> MostOutstanding { get; } = [];

    /// <summary>Requests that have not ended.</summary>
    public int Running => outstanding.Values.Sum();

    /// <inheritdoc/>
    public IReadOnlyList<SiloMember> Active => [.. active];

    /// <summary>A silo, not yet active.</summary>
    public static SiloMember Silo(int number, int cores = 1) =>
        new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1000 + number), 1), $"cpu{number}", SiloRole.Cpu, cores, TrainingSlots: 1);

    /// <summary>The pixels of a request.</summary>
    public static byte[] PixelsOf(AugmentRequest request)
    {
        int imageBytes = request.ImageSize * request.ImageSize * 3;
        byte[] imagesNhwc = new byte[request.Photos.Count * imageBytes];
        for (int i = 0; i < request.Photos.Count; i++)
        {
            imagesNhwc.AsSpan(i * imageBytes, imageBytes).Fill((byte)((request.Photos[i] * 7) + ((request.Repeats?[i] ?? 0) * 31) + request.Epoch));
        }

        return imagesNhwc;
    }

    /// <summary>Silos become active.</summary>
    public FakeAugmenters Join(params SiloMember[] silos)
    {
        active.AddRange(silos);
        return this;
    }

    /// <summary>A silo drains.</summary>
    public void Drain(SiloMember silo) => active.Remove(silo);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> RenderAsync(SiloMember silo, int worker, AugmentRequest request, CancellationToken cancellationToken)
    {
        Assert.InRange(worker, 0, silo.Cores - 1);
        Asked.Add((silo, request));
        int now = outstanding[silo] = outstanding.GetValueOrDefault(silo) + 1;
        MostOutstanding[silo] = Math.Max(MostOutstanding.GetValueOrDefault(silo), now);
        try
        {
            await Task.Delay(Latency(silo, request), clock, cancellationToken);
            return PixelsOf(request);
        }
        finally
        {
            outstanding[silo]--;
        }
    }
}
