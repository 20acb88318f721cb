using Grpc.Core;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>What clients do while a grid loses a silo: they ask again.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Calls until the grid is not UNAVAILABLE; the call must be one that may be made twice.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException lost) when (lost.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(200, patience.Token);
            }
        }
    }
}
