using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Bench.Serving;

/// <summary>Makes some versions slow, or has them fail now and then: whoever judges versions has to notice.</summary>
/// <param name="loader">Who really loads.</param>
internal sealed class FaultyLoader(IEngineLoader loader) : IEngineLoader
{
    /// <summary>Versions that compute everything twice.</summary>
    public HashSet<int> Slow { get; } = [];

    /// <summary>Versions that fail one in twenty images.</summary>
    public HashSet<int> Failing { get; } = [];

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        var engine = await loader.LoadAsync(version, cancellationToken);
        return Slow.Contains(version.Version) || Failing.Contains(version.Version) ? new FaultyEngine(engine, version.Version, Slow.Contains(version.Version)) : engine;
    }

    private sealed class FaultyEngine(IInferenceEngine engine, int seed, bool isSlow) : IInferenceEngine
    {
        private readonly Random random = new(seed);

        // A batch that fails is run again image by image: what was drawn for an image holds for that.
        private readonly Dictionary<int, bool> drawn = [];

        public EngineDescription Description => engine.Description;

        public int ImageSize => engine.ImageSize;

        public int ClassCount => engine.ClassCount;

        public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
        {
            engine.Run(images, logits);
            if (isSlow)
            {
                engine.Run(images, logits);
            }
            else if (!IsWarmUp(images))
            {
                FailAtTimes(images);
            }
        }

        public void Dispose() => engine.Dispose();

        private void FailAtTimes(IReadOnlyList<PreparedImages> images)
        {
            bool fails = false;
            if (images.Count > 1)
            {
                drawn.Clear();
            }

            foreach (var image in images)
            {
                var hash = default(HashCode);
                hash.AddBytes(image.Pixels.Span);
                int key = hash.ToHashCode();
                bool isBad = images.Count == 1 && drawn.Remove(key, out bool known) ? known : random.Next(20) == 0;
                fails |= isBad;
                if (images.Count > 1)
                {
                    drawn[key] = isBad;
                }
            }

            if (fails)
            {
                throw new InvalidOperationException("One in twenty.");
            }
        }

        private static bool IsWarmUp(IReadOnlyList<PreparedImages> images) => !images[0].Pixels.Span.ContainsAnyExcept((byte)0);
    }
}
