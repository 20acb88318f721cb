using BirdGrid.V1;
using Grpc.Net.Client;

namespace BirdGrid.Client.Models;

/// <summary>Models, their versions and aliases.</summary>
public sealed class ModelsClient
{
    private readonly BirdGridClient client;
    private readonly ModelService.ModelServiceClient service;

    internal ModelsClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new ModelService.ModelServiceClient(channel);
    }

    /// <summary>The latest version of every model.</summary>
    public Task<IReadOnlyList<ModelVersion>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync<ModelVersion>(int.MaxValue, async (most, token) =>
        {
            var page = await client.CallAsync("ListModels", o => service.ListAsync(new ListModelsRequest { Limit = most, PageToken = token }, o), cancellationToken);
            return (page.Models, page.NextPageToken);
        });

    /// <summary>Versions, aliases and their moves.</summary>
    public Task<ModelHistory> GetHistoryAsync(string model, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetModelHistory", o => service.GetHistoryAsync(new GetModelHistoryRequest { Model = model }, o), cancellationToken);

    /// <summary>One version: <c>model</c>, <c>model@3</c> or <c>model@champion</c>.</summary>
    public Task<ModelVersion> GetVersionAsync(string reference, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetModelVersion", o => service.GetVersionAsync(new GetModelVersionRequest { Reference = reference }, o), cancellationToken);

    /// <summary>Two versions side by side.</summary>
    public Task<ModelComparison> CompareAsync(string left, string right, CancellationToken cancellationToken = default) =>
        client.CallAsync("CompareModels", o => service.CompareAsync(new CompareModelsRequest { Left = left, Right = right }, o), cancellationToken);

    /// <summary>Points an alias at a version and records who, when and why; an empty idempotency key is filled in.</summary>
    public Task<ModelHistory> PromoteAsync(PromoteRequest request, CancellationToken cancellationToken = default)
    {
        var filled = request.Clone();
        if (filled.IdempotencyKey.Length == 0)
        {
            filled.IdempotencyKey = Guid.NewGuid().ToString("N");
        }

        return client.CallAsync("Promote", o => service.PromoteAsync(filled, o), cancellationToken);
    }
}
