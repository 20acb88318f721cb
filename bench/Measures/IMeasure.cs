namespace BirdGrid.Bench.Measures;

/// <summary>A named figure that can be measured again.</summary>
internal interface IMeasure
{
    /// <summary>The figure's name, as bench/RESULTS.md has it.</summary>
    string Name { get; }

    /// <summary>What it is, with its unit.</summary>
    string Description { get; }

    /// <summary>Whether it is a figure of one core: it is then measured with the whole process on one.</summary>
    bool IsOfOneCore => false;

    /// <summary>Measures it.</summary>
    /// <param name="notes">Takes the figures beside the main one, a line each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken);
}
