using System.Net.Http.Headers;

namespace BirdGrid.Client;

/// <summary>Sends the caller's key or token with every call.</summary>
internal sealed class CredentialsHandler : DelegatingHandler
{
    private readonly BirdGridClientOptions options;

    /// <summary>Wraps the connections.</summary>
    public CredentialsHandler(BirdGridClientOptions options, HttpMessageHandler connections)
        : base(connections)
    {
        this.options = options;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (options.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
        }
        else
        {
            request.Headers.TryAddWithoutValidation("x-api-key", options.ApiKey);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
