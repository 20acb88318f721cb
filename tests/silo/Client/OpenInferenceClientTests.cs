using BirdGrid.Client.OpenInference;
using BirdGrid.Grains;
using BirdGrid.Silo.Tests.Services.OpenInference;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Client;

/// <summary>The typed client against a silo.</summary>
public sealed class OpenInferenceClientTests : IClassFixture<InferenceSilo>, IDisposable
{
    private readonly InferenceSilo silo;
    private readonly OpenInferenceClient client;

    public OpenInferenceClientTests(InferenceSilo silo)
    {
        this.silo = silo;
        client = new OpenInferenceClient(new OpenInferenceClientOptions { Address = silo.Url, ApiKey = "bg-test", TimeoutSeconds = 30 });
    }

    [Fact]
    public async Task Server_and_models_can_be_looked_at()
    {
        Assert.True(await client.IsLiveAsync());
        Assert.True(await client.IsReadyAsync());
        Assert.True(await client.IsReadyAsync("finch"));
        Assert.False(await client.IsReadyAsync("finch", "1"));
        Assert.Contains("classification", (await client.GetServerAsync()).Extensions);
        Assert.Equal(["2", "1"], (await client.GetMetadataAsync("finch")).Versions);
        Assert.Equal(4, (await client.GetConfigAsync("finch")).MaxBatchSize);
        Assert.Equal(80ul, Assert.Single(await client.GetStatisticsAsync("finch", "2")).InferenceCount);
        Assert.Equal("2", Assert.Single(await client.GetIndexAsync(onlyReady: true)).Version);
        await client.LoadAsync("finch@1");
        Assert.True(await client.IsReadyAsync("finch", "1"));
        await client.UnloadAsync("finch@1");
        Assert.False(await client.IsReadyAsync("finch", "1"));
    }

    [Fact]
    public async Task Images_give_values_by_output()
    {
        byte[] images = new byte[2 * 192];
        (images[0], images[192 + 2]) = (7, 9);
        var result = await client.InferAsync(new InferenceCall { Model = "finch", Version = "1", Id = "a", Priority = 1, QueueTimeout = TimeSpan.FromMinutes(1), Inputs = [InferenceInput.FromUInt8("image", [2, 8, 8, 3], images)] });

        Assert.Equal(("finch", "1", "a"), (result.Model, result.Version, result.Id));
        Assert.Equal([2L, 3L], result["logits"].Shape);
        Assert.Equal([7f, 0f, 0f, 0f, 0f, 9f], result["logits"].AsFloats());
        Assert.Equal(2f, result["probabilities"].AsFloats().Sum(), 1e-5f);
        Assert.Throws<KeyNotFoundException>(() => result["boxes"]);
        Assert.Throws<InvalidOperationException>(() => result["logits"].AsBytes());
        Assert.True(silo.Front.Requests.Last().Deadline < DateTimeOffset.UtcNow.AddSeconds(31));
    }

    [Fact]
    public async Task Floats_are_taken_too()
    {
        float[] image = new float[192];
        image[1] = 1;
        var result = await client.InferAsync(new InferenceCall { Model = "finch", Inputs = [InferenceInput.FromFp32("image", [1, 8, 8, 3], image)], Outputs = ["logits"] });
        Assert.Equal([0f, 255f, 0f], Assert.Single(result.Outputs).AsFloats());
    }

    [Fact]
    public async Task Photos_and_images_are_classified_in_one_line()
    {
        var photos = await client.ClassifyPhotosAsync("finch", [new byte[] { 9, 1, 1 }, new byte[] { 1 }], topK: 2);
        Assert.Equal(["wren", "robin"], photos[0].Select(c => c.Label));
        Assert.Equal((2, 2, 0), (photos.Count, photos[1].Count, photos[1][0].Index));
        Assert.Equal(1 / (1 + Math.Exp(-6) + Math.Exp(-9)), photos[0][0].Value, 1e-5);

        byte[] images = new byte[2 * 192];
        images[2] = 5;
        var classes = await client.ClassifyImagesAsync("finch", images, count: 2, topK: 1);
        Assert.Equal(["blue tit", "robin"], classes.Select(c => c[0].Label));
    }

    [Fact]
    public async Task Errors_have_status_reason_and_pushback()
    {
        var missing = await Assert.ThrowsAsync<OpenInferenceException>(() => client.GetMetadataAsync("wren"));
        Assert.Equal((StatusCode.NotFound, "unknown-model"), (missing.Status, missing.Reason));
        Assert.Contains("wren", missing.Message, StringComparison.Ordinal);

        silo.Front.Failure = new BusyException("queue-full", "256 images wait.", retryAfterMs: 250);
        var busy = await Assert.ThrowsAsync<OpenInferenceException>(() => client.ClassifyPhotosAsync("finch", [new byte[] { 1 }]));
        Assert.Equal((StatusCode.ResourceExhausted, TimeSpan.FromMilliseconds(250)), (busy.Status, busy.RetryAfter));

        Assert.Throws<ArgumentException>(() => InferenceInput.FromUInt8("image", [1, 8, 8, 3], new byte[191]));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.IsLiveAsync(stop.Token));
    }

    public void Dispose() => client.Dispose();
}
