extern alias client;

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>What a request may make the silo hold, over the wire.</summary>
[Collection(ProcessWide.Name)]
public sealed class RequestLimitsTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private const string ModelInfer = "/inference.GRPCInferenceService/ModelInfer";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_refuses_a_message_above_its_own_limit_before_it_comes()
    {
        var limits = new LimitOptions();
        using var raw = new RawHttp2(silo.Silo.Url);
        foreach (var method in silo.Methods)
        {
            int most = limits.MessageBytes(RpcRoles.All[method.FullName].Size);
            var answer = await raw.CallAsync(method.FullName, RawHttp2.Frame(new byte[10], length: (uint)most + 1), silo.KeyOf("admin"), null, Token);
            Assert.Equal((method.FullName, (int)StatusCode.ResourceExhausted, "message-too-large"), (method.FullName, answer.Status, answer.Reason));
        }

        string[] large = ["Classify", "ClassifyStream", "ModelInfer", "Import"];
        Assert.All(RpcRoles.All, r => Assert.Equal(large.Contains(r.Key[(r.Key.LastIndexOf('/') + 1)..]), r.Value.Size == RequestSize.Photo));
        Assert.All(RpcRoles.All.Values.Where(r => r.Role == CallerRole.None), r => Assert.Equal((RequestSize.Small, false), (r.Size, r.TakesPacked)));
    }

    [Theory]
    [InlineData("/inference.GRPCInferenceService/ServerLive")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/grpc.health.v1.Health/Watch")]
    public async Task Open_calls_take_no_packed_messages_and_go_on_without_what_they_do_not_know(string path)
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        var packed = await raw.CallAsync(path, RawHttp2.Frame(Packed([0xba, 0x3e, 0], 10), flags: 1), null, "gzip", Token);
        Assert.Equal(((int)StatusCode.Unimplemented, "packed-message"), (packed.Status, packed.Reason));
        if (!path.EndsWith("Watch", StringComparison.Ordinal))
        {
            Assert.Equal((int)StatusCode.OK, (await raw.CallAsync(path, RawHttp2.Frame([0xba, 0x3e, 2, 1, 2, 0x9b, 0x06, 0x9c, 0x06]), null, null, Token)).Status);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x2a, 0 }, 16_000_000)]
    [InlineData(new byte[] { 0x3a, 0 }, 16_000_000)]
    [InlineData(new byte[] { 0xb8, 0x3e, 0 }, 6_000_000)]
    [InlineData(new byte[] { 0x9b, 0x06 }, 16_000_000)]
    public async Task Millions_of_fields_cost_nothing(byte[] repeated, int times)
    {
        using var raw = new RawHttp2(silo.Silo.Url);
        byte[] packed = Packed(repeated, times);
        long before = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < 4; i++)
        {
            var answer = await raw.CallAsync(ModelInfer, RawHttp2.Frame(packed, flags: 1), silo.KeyOf("reader"), "gzip", Token);
            Assert.Equal(((int)StatusCode.InvalidArgument, "too-many-fields"), (answer.Status, answer.Reason));
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
    }

    [Fact]
    public async Task Announced_photos_take_no_room()
    {
        long before = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < 20; i++)
        {
            using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import(silo.HeadersOf("trainer"), cancellationToken: Token);
            await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "announced" } }, Token);
            await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = "a", FileName = "a.jpg", Length = 60 << 20 } }, Token);
            await call.RequestStream.WriteAsync(new ImportRequest { Chunk = ByteString.CopyFrom(new byte[10]) }, Token);
            await call.RequestStream.CompleteAsync();
            var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            {
                while (await call.ResponseStream.MoveNext(Token))
                {
                }
            });
            Assert.Equal("broken-import-stream", failure.Trailers.GetValue("birdgrid-reason"));
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
    }

    [Theory]
    [InlineData("/v2/repository/index", "application/grpc")]
    [InlineData("/v2/repository/index", "application/grpc+proto")]
    [InlineData("/v1/training", "application/grpc")]
    [InlineData("/v1/training", "application/json")]
    [InlineData("/v1/models/a:promote", "application/grpc-web")]
    public async Task What_a_request_says_of_its_content_does_not_lift_the_limit(string path, string contentType)
    {
        using var http = new HttpClient { BaseAddress = new Uri(silo.Silo.RestUrl!) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(new MemoryStream(new byte[100])) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Content.Headers.ContentLength = 300_000_000;
        request.Headers.ExpectContinue = true;
        request.Headers.Add("x-api-key", silo.KeyOf("admin"));
        using var response = await http.SendAsync(request, Token);
        Assert.True(response.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType, $"{response.StatusCode}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Spent_bytes_refuse_photos_and_nothing_small()
    {
        var budget = silo.Silo.Services.GetRequiredService<ByteBudgets>().Silo;
        long all = budget.TotalBytes - budget.UsedBytes;
        Assert.True(budget.TryTake(all, isLarge: false));
        try
        {
            using var reader = silo.ClientOf(silo.KeyOf("reader"));
            var refused = await Assert.ThrowsAsync<BirdGrid.Client.BirdGridException>(() => reader.Classification.ClassifyAsync("nothing", new byte[100_000]));
            Assert.Equal("silo-bytes-spent", refused.Reason);
            Assert.Contains("MaxBytesInFlight", refused.Message, StringComparison.Ordinal);

            using var http = new HttpClient { BaseAddress = new Uri(silo.Silo.RestUrl!) };
            http.DefaultRequestHeaders.Add("x-api-key", silo.KeyOf("reader"));
            foreach (string path in (string[])["/v1/models/nothing:classify", "/v2/models/nothing/infer"])
            {
                using var answer = await http.PostAsync(path, new ByteArrayContent(new byte[100_000]), Token);
                Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Contains("silo-bytes-spent", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }

            Assert.NotEmpty((await reader.GetStatusAsync(Token)).Silos);
        }
        finally
        {
            budget.Give(all);
        }
    }

    [Fact]
    public void Memory_that_is_not_there_is_not_the_caller_s_fault()
    {
        var error = GridError.From(new OutOfMemoryException());
        Assert.Equal((StatusCode.ResourceExhausted, "out-of-memory"), (error.Code, error.Reason));
        Assert.NotNull(error.CorrelationId);
    }

    private static byte[] Packed(byte[] repeated, int times)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] block = [.. Enumerable.Repeat(repeated, 1000).SelectMany(b => b)];
            for (int i = 0; i < Math.Max(1, times / 1000); i++)
            {
                gzip.Write(block.AsSpan(0, Math.Min(block.Length, times * repeated.Length)));
            }
        }

        return packed.ToArray();
    }
}
