namespace BirdGrid.Bench.Hostile;

/// <summary>Sends a hostile request many times, several at a time, each sender with a connection of its own.</summary>
internal static class HostileFlood
{
    /// <summary>Requests at a time.</summary>
    public const int Senders = 20;

    private const int RequestsOfSender = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Sends, and says how it was answered.</summary>
    /// <param name="input">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Answers and how often each came.</returns>
    public static async Task<string> SendAsync(HostileInput input, CancellationToken cancellationToken)
    {
        string[][] answers = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendSomeAsync(input, cancellationToken)));
        return string.Join(", ", answers.SelectMany(a => a).CountBy(a => a).OrderByDescending(a => a.Value).Select(a => $"{a.Key} x{a.Value}"));
    }

    private static async Task<string[]> SendSomeAsync(HostileInput input, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = Longest };
        string[] answers = new string[RequestsOfSender];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = await SendAsync(http, input, cancellationToken);
        }

        return answers;
    }

    private static async Task<string> SendAsync(HttpClient http, HostileInput input, CancellationToken cancellationToken)
    {
        try
        {
            using var request = input.Request();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return request.Headers.TE.Count == 0 ? $"HTTP {(int)response.StatusCode}" : $"gRPC {Value(response, "grpc-status")} {Value(response, "birdgrid-reason")}";
        }
        catch (HttpRequestException)
        {
            return "connection ended";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer";
        }
    }

    private static string Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var leading) ? leading.First() :
        response.TrailingHeaders.TryGetValues(name, out var trailing) ? trailing.First() : string.Empty;
}
