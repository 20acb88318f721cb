extern alias client;

using System.Net;
using BirdGrid.Client;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using client::Inference.V2;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static client::Inference.V2.ModelInferRequest.Types;
using CallerLimits = client::BirdGrid.V1.CallerLimits;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>What callers are told who ask for too much.</summary>
public sealed class LimitsOverTheWireTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_calls_a_second_are_told_when_to_try_again()
    {
        string key = await MakeAsync("fast", new CallerLimits { RequestsPerSecond = 0.001, RequestBurst = 2 });
        var service = new GridService.GridServiceClient(silo.Channel);
        var headers = new Metadata { { "x-api-key", key } };
        await service.GetStatusAsync(new GetStatusRequest(), headers, cancellationToken: Token);
        await service.GetStatusAsync(new GetStatusRequest(), headers, cancellationToken: Token);

        var busy = await Assert.ThrowsAsync<RpcException>(async () => await service.GetStatusAsync(new GetStatusRequest(), headers, cancellationToken: Token));

        Assert.Equal((StatusCode.ResourceExhausted, "rate-limited"), (busy.StatusCode, busy.Trailers.GetValue("birdgrid-reason")));
        Assert.InRange(busy.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(500), TimeSpan.FromSeconds(1000));
        Assert.NotNull(busy.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public async Task Calls_at_the_same_time_are_limited()
    {
        string key = await MakeAsync("narrow", new CallerLimits { ConcurrentCalls = 1 });
        using var client = silo.ClientOf(key);
        using (var stream = new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyStream(new Metadata { { "x-api-key", key } }, cancellationToken: Token))
        {
            await stream.RequestStream.WriteAsync(new ClassifyRequest { Model = "nothing" }, Token);
            Assert.True(await stream.ResponseStream.MoveNext(Token));
            Assert.Equal("too-many-calls", (await Assert.ThrowsAsync<BirdGridException>(() => client.GetStatusAsync(Token))).Reason);
            await stream.RequestStream.CompleteAsync();
            Assert.False(await stream.ResponseStream.MoveNext(Token));
        }

        // The stream's end reaches the client a moment before the silo has counted it.
        while (true)
        {
            try
            {
                await client.GetStatusAsync(Token);
                break;
            }
            catch (BirdGridException busy) when (busy.Reason == "too-many-calls")
            {
            }
        }
    }

    [Fact]
    public async Task A_day_s_photos_are_counted_by_the_grid_and_outlive_the_silo_s_memory()
    {
        var made = await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "quota", Role = Role.Reader, Limits = new CallerLimits { PhotosPerDay = 3 } }, Token);
        using var client = silo.ClientOf(made.Secret);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("unknown-model", (await Assert.ThrowsAsync<BirdGridException>(() => client.Classification.ClassifyAsync("nothing", new byte[] { 1 }))).Reason);
        }

        Assert.Equal("photo-quota-used-up", (await Assert.ThrowsAsync<BirdGridException>(() => client.Classification.ClassifyAsync("nothing", new byte[] { 1 }))).Reason);
        await silo.Silo.Services.GetRequiredService<CallerUsages>().FlushAsync();
        int today = DateOnly.FromDateTime(DateTime.UtcNow).DayNumber;
        Assert.Equal(3, await silo.Silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IPhotoQuotaGrain>($"key:{made.Key.Id}").Add(today, 0));
    }

    [Fact]
    public async Task Photos_of_a_stream_count_one_by_one()
    {
        string key = await MakeAsync("photos", new CallerLimits { PhotosPerSecond = 0.001 });
        using var stream = new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyStream(new Metadata { { "x-api-key", key } }, cancellationToken: Token);
        await stream.RequestStream.WriteAsync(new ClassifyRequest { Model = "nothing" }, Token);
        Assert.True(await stream.ResponseStream.MoveNext(Token));
        await stream.RequestStream.WriteAsync(new ClassifyRequest { Model = "nothing" }, Token);
        var busy = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(Token));
        Assert.Equal("photo-rate-limited", busy.Trailers.GetValue("birdgrid-reason"));
    }

    [Fact]
    public async Task A_batch_counts_with_every_photo_over_every_protocol()
    {
        var infer = new ModelInferRequest { ModelName = "nothing", Inputs = { new InferInputTensor { Name = "image", Datatype = "UINT8", Shape = { 4, 1, 1, 3 } } }, RawInputContents = { ByteString.CopyFrom(new byte[12]) } };
        var service = new GRPCInferenceService.GRPCInferenceServiceClient(silo.Channel);
        var headers = new Metadata { { "x-api-key", await MakeAsync("grpc-batch", new CallerLimits { PhotosPerSecond = 0.01 }) } };
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await service.ModelInferAsync(infer, headers, cancellationToken: Token))).StatusCode);
        var busy = await Assert.ThrowsAsync<RpcException>(async () => await service.ModelInferAsync(infer, headers, cancellationToken: Token));
        Assert.Equal("photo-rate-limited", busy.Trailers.GetValue("birdgrid-reason"));
        Assert.InRange(busy.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(400));

        using var http = new HttpClient { BaseAddress = new Uri(silo.Silo.RestUrl!) };
        http.DefaultRequestHeaders.Add("x-api-key", await MakeAsync("rest-batch", new CallerLimits { PhotosPerSecond = 0.01 }));
        using var tensor = new StringContent("""{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [4,1], "data": ["AQ==","AQ==","AQ==","AQ=="] }] }""");
        using var first = await http.PostAsync("/v2/models/nothing/infer", tensor, Token);
        Assert.Equal(HttpStatusCode.NotFound, first.StatusCode);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.jpg" } };
        using var second = await http.PostAsync("/v1/models/nothing:classify", form, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(400));
    }

    [Fact]
    public async Task A_batch_that_is_refused_for_its_size_costs_one_photo()
    {
        var infer = new ModelInferRequest { ModelName = "nothing", Inputs = { new InferInputTensor { Name = "image", Datatype = "UINT8", Shape = { 1_000_000, 1, 1, 3 } } } };
        var service = new GRPCInferenceService.GRPCInferenceServiceClient(silo.Channel);
        var headers = new Metadata { { "x-api-key", await MakeAsync("mistake", new CallerLimits { PhotosPerSecond = 0.01 }) } };
        await Assert.ThrowsAsync<RpcException>(async () => await service.ModelInferAsync(infer, headers, cancellationToken: Token));
        var busy = await Assert.ThrowsAsync<RpcException>(async () => await service.ModelInferAsync(infer, headers, cancellationToken: Token));
        Assert.InRange(busy.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
    }

    private async Task<string> MakeAsync(string name, CallerLimits limits) =>
        (await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = name, Role = Role.Reader, Limits = limits }, Token)).Secret;
}
