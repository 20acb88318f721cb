using BirdGrid.V1;
using Grpc.Net.Client;

namespace BirdGrid.Client.Security;

/// <summary>API keys of the grid, and a silo's audit log; for admins.</summary>
public sealed class SecurityClient
{
    private readonly BirdGridClient client;
    private readonly SecurityService.SecurityServiceClient service;

    internal SecurityClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new SecurityService.SecurityServiceClient(channel);
    }

    /// <summary>Makes a key; the answer holds it, this once.</summary>
    public Task<CreateKeyResponse> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellationToken = default) =>
        client.CallAsync("CreateKey", o => service.CreateKeyAsync(request, o), cancellationToken);

    /// <summary>Every key of the grid's store, and those of the answering silo's configuration.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken = default) =>
        (await client.CallAsync("ListKeys", o => service.ListKeysAsync(new ListKeysRequest(), o), cancellationToken)).Keys;

    /// <summary>Revokes a key for good.</summary>
    public Task<ApiKey> RevokeKeyAsync(string id, CancellationToken cancellationToken = default) =>
        client.CallAsync("RevokeKey", o => service.RevokeKeyAsync(new RevokeKeyRequest { Id = id }, o), cancellationToken);

    /// <summary>The newest entries of the answering silo's audit log.</summary>
    /// <param name="limit">Most entries, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(int limit, CancellationToken cancellationToken = default) =>
        Pages.ReadAsync<AuditEntry>(limit, async (most, token) =>
        {
            var page = await client.CallAsync("ListAudit", o => service.ListAuditAsync(new ListAuditRequest { Limit = most, PageToken = token }, o), cancellationToken);
            return (page.Entries, page.NextPageToken);
        });
}
