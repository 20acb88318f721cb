namespace BirdGrid.Vision.Backbones;

/// <summary>Every backbone by name: its configuration, and a fresh network of it.</summary>
public static class BackboneRegistry
{
    private static readonly Entry[] Entries =
    [
        new(MobileNetV2.Default, (classCount, seed) => new MobileNetV2(classCount, seed)),
        new(ResNetConfig.ResNet18.Backbone, (classCount, seed) => new ResNet(ResNetConfig.ResNet18, classCount, seed)),
        new(ResNetConfig.ResNet50.Backbone, (classCount, seed) => new ResNet(ResNetConfig.ResNet50, classCount, seed)),
        new(EfficientNetConfig.B0.Backbone, (classCount, seed) => new EfficientNet(EfficientNetConfig.B0, classCount, seed)),
        new(ResNet9.Default, (classCount, seed) => new ResNet9(classCount, seed)),
    ];

    /// <summary>Every known name, the default choice first.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Entries, entry => entry.Config.Name);

    /// <summary>Looks up a configuration.</summary>
    /// <param name="name">A name of <see cref="Names"/>, case-sensitive.</param>
    /// <returns>The configuration record.</returns>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    public static BackboneConfig Find(string name) => FindEntry(name).Config;

    /// <summary>
    /// Builds a network on the CPU in training mode with freshly drawn weights. The weights are a pure function of the seed;
    /// torch's global generator is advanced too, because torch's layers draw a first initialisation of their own that is then overwritten.
    /// </summary>
    /// <param name="name">A name of <see cref="Names"/>, case-sensitive.</param>
    /// <param name="classCount">Number of classes of the head, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <returns>The network; the caller disposes it. Build it outside any dispose scope.</returns>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public static Backbone Create(string name, int classCount, ulong seed) => FindEntry(name).Build(classCount, seed);

    private static Entry FindEntry(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(Entries, entry => entry.Config.Name == name) ?? throw new UnknownBackboneException(name, Names);
    }

    private sealed record Entry(BackboneConfig Config, Func<int, ulong, Backbone> Build);
}
