using System.Globalization;

namespace BirdGrid.Bench.Simulation;

/// <summary>Size of a simulated grid, from the environment: <c>BIRDGRID_SIMULATION_SESSIONS=100 bench/measure.sh grid-simulation</c>.</summary>
internal sealed record SimulationOptions
{
    /// <summary>Sessions that train at the same time.</summary>
    public int Sessions { get; init; } = Read("SESSIONS", 1000);

    /// <summary>Photos of the large manifest.</summary>
    public int Photos { get; init; } = Read("PHOTOS", 1_000_000);

    /// <summary>Silos with the role gpu; as many have the role cpu.</summary>
    public int GpuSilos { get; init; } = Read("GPU_SILOS", 2);

    /// <summary>Epochs of a session.</summary>
    public int Epochs { get; init; } = Read("EPOCHS", 3);

    /// <summary>Photos of the dataset that sessions train on; a fifth is validation.</summary>
    public int SessionPhotos { get; init; } = Read("SESSION_PHOTOS", 50);

    /// <summary>Photos of a batch.</summary>
    public int BatchSize { get; init; } = Read("BATCH", 4);

    /// <summary>Side of the pictures in pixels: a batch of 4 is 12 KB at 32, 0.6 MB at 224.</summary>
    public int ImageSize { get; init; } = Read("IMAGE", 32);

    /// <summary>What a step on the fake device takes, in milliseconds.</summary>
    public int StepMilliseconds { get; init; } = Read("STEP_MS", 4000);

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable($"BIRDGRID_SIMULATION_{name}"), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
