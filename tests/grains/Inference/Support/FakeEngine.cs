using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Tests.Inference.Support;

/// <summary>An engine of 2 x 2 pixels whose first logit is an image's first byte; it can be made to wait, to fail and to answer nonsense.</summary>
public sealed class FakeEngine(int classCount = 3) : IInferenceEngine
{
    public const int Side = 2;

    private readonly ManualResetEventSlim mayRun = new(true);
    private readonly SemaphoreSlim began = new(0);

    public List<int> Batches { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Told every image's first byte; what it throws the engine throws.</summary>
    public Action<byte> OnImage { get; set; } = _ => { };

    /// <summary>Added to the second logit.</summary>
    public float Second { get; set; }

    public EngineDescription Description { get; } = new(EngineKind.TorchSharp, EnginePrecision.Fp32, "fake");

    public int ImageSize => Side;

    public int ClassCount => classCount;

    /// <summary>Lets no batch end until <see cref="Go"/>.</summary>
    public void Hold() => mayRun.Reset();

    public void Go() => mayRun.Set();

    /// <summary>Ends when another batch has begun.</summary>
    public Task BegunAsync() => began.WaitAsync(TimeSpan.FromSeconds(30));

    public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
    {
        lock (Batches)
        {
            Batches.Add(images.Sum(i => i.Count));
        }

        began.Release();
        mayRun.Wait(TimeSpan.FromSeconds(30));
        int row = 0;
        foreach (var request in images)
        {
            int bytes = PreparedImages.BytesPerImage(request.Format, Side);
            for (int i = 0; i < request.Count; i++, row++)
            {
                byte first = request.Pixels.Span[i * bytes];
                OnImage(first);
                var own = logits.Slice(row * classCount, classCount);
                own.Clear();
                own[0] = first;
                own[1] = Second;
            }
        }
    }

    public void Dispose() => IsDisposed = true;
}
