namespace BirdGrid.Bench.Hostile;

/// <summary>A request that is to cost a silo more than it costs its sender.</summary>
/// <param name="Name">For notes.</param>
/// <param name="Request">Makes the request.</param>
internal sealed record HostileInput(string Name, Func<HttpRequestMessage> Request);
