namespace BirdGrid.Silo.Tests.Telemetry;

/// <summary>Instruments belong to the process: tests that read them share one silo and one scrape.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ScrapedSilos : ICollectionFixture<ScrapedSilo>
{
    public const string Name = "scraped-silo";
}
