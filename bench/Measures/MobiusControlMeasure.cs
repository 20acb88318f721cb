using System.Text.Json;
using BirdGrid.Bench.Control;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Inference;
using TorchSharp;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Does Möbius help beyond rotation? Heads on frozen ImageNet features of birds-60, the arms of <see cref="ControlArm.All"/> with the same
/// seeds, photos and steps; docs/mobius-control.md discusses it. The figure is the mean difference in test top-1, in points, between native
/// Möbius maps and rotations of the same angles, both on one photo in five. Features are kept in the folder BIRDGRID_CONTROL (default
/// ~/.cache/birdgrid/mobius-control), so that an interrupted run goes on; results.jsonl there has a line for each head.
/// </summary>
internal sealed class MobiusControlMeasure : IMeasure
{
    private const int ImageSize = 224;
    private static readonly ulong[] Seeds = [1, 2, 3];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <inheritdoc/>
    public string Name => "mobius-control";

    /// <inheritdoc/>
    public string Description => "test top-1 of Möbius maps minus that of rotations, in points, heads on frozen features of birds-60 (an hour the first time)";

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken) => Task.Run(() => Run(notes, cancellationToken), cancellationToken);

    private static double Run(TextWriter notes, CancellationToken cancellationToken)
    {
        string photos = SharedFolder.Require("birds-60");
        string weights = SharedFolder.Require("weights", "mobilenet_v2_imagenet1k.safetensors");
        string folder = Directory.CreateDirectory(Environment.GetEnvironmentVariable("BIRDGRID_CONTROL") is { Length: > 0 } named ? named : DefaultFolder()).FullName;

        // Sums are split among threads: one thread gives the same bits on every repetition, and leaves the other cores to others.
        TorchRuntime.Tune();
        torch.set_num_threads(1);
        using var features = new FrozenFeatures(weights, ImageSize, folder);
        var run = new ControlRun(LabelledPhotos.Read(Path.Combine(photos, "train")), LabelledPhotos.Read(Path.Combine(photos, "test")), features, ImageSize);
        using var lines = new StreamWriter(Path.Combine(folder, "results.jsonl"));
        var results = new List<ControlResult>();
        foreach (var result in run.Run(ControlArm.All, Seeds, notes, cancellationToken))
        {
            results.Add(result);
            lines.WriteLine(JsonSerializer.Serialize(result, Json));
            lines.Flush();
        }

        ControlTable.Write(notes, results);
        return 100 * (results.Where(r => r.Arm == "mobius-native-20").Average(r => r.Top1) - results.Where(r => r.Arm == "rotation-20").Average(r => r.Top1));
    }

    private static string DefaultFolder() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "birdgrid", "mobius-control");
}
