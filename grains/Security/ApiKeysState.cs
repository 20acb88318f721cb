namespace BirdGrid.Grains.Security;

/// <summary>Durable state of the grid's keys.</summary>
[GenerateSerializer, Alias("birdgrid.api-keys-state")]
public sealed class ApiKeysState
{
    /// <summary>In the order of making; revoked ones stay, for the record.</summary>
    [Id(0)]
    public List<ApiKeyRecord> Keys { get; set; } = [];

    /// <summary>Changes so far.</summary>
    [Id(1)]
    public long Revision { get; set; }
}
