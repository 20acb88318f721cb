using BirdGrid.V1;
using Grpc.Core;
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

    /// <summary>Writes a version's network as an ONNX model file. Another file of that name is replaced once the new one is whole.</summary>
    /// <param name="reference"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="precision">Numbers that it computes in; int8 only where the version was quantized.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Hash and length of what was written.</returns>
    /// <exception cref="BirdGridException">The silo refused, or the connection was lost.</exception>
    /// <exception cref="IOException">The file cannot be written, or what came is not what was announced.</exception>
    public async Task<Blob> ExportAsync(string reference, string path, ModelPrecision precision = ModelPrecision.Fp32, CancellationToken cancellationToken = default)
    {
        using var activity = BirdGridClient.StartActivity("ExportModel");
        using var call = service.Export(new ExportModelRequest { Reference = reference, Precision = precision }, cancellationToken: cancellationToken);
        try
        {
            return await ModelFile.WriteAsync(path, call.ResponseStream, cancellationToken);
        }
        catch (RpcException failure)
        {
            throw client.Translate(failure, cancellationToken);
        }
    }

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
