using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Bench.Serving;

/// <summary>Forgets to let go of every tenth engine: a measure of memory has to notice.</summary>
/// <param name="loader">Who really loads.</param>
internal sealed class LeakingLoader(IEngineLoader loader) : IEngineLoader
{
    private const int Every = 10;

    private int loads;

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var engine = await loader.LoadAsync(version, cancellationToken);
        return Interlocked.Increment(ref loads) % Every == 0 ? new KeptEngine(engine) : engine;
    }

    private sealed class KeptEngine(IInferenceEngine engine) : IInferenceEngine
    {
        public EngineDescription Description => engine.Description;

        public int ImageSize => engine.ImageSize;

        public int ClassCount => engine.ClassCount;

        public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits) => engine.Run(images, logits);

        public void Dispose()
        {
            // The leak.
        }
    }
}
