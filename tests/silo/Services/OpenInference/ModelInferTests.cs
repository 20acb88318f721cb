extern alias client;

using System.Runtime.InteropServices;
using System.Text;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Vision.Inference.Engines;
using client::Inference.V2;
using static client::Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>Requests that are right, in every form, over the wire.</summary>
public sealed class ModelInferTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient client = new(silo.Channel);

    public static TheoryData<string> Forms => ["raw uint8", "typed uint8", "raw fp32", "typed fp32"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Images_give_logits_and_probabilities_in_the_form_that_they_came_in(string form)
    {
        byte[][] pixels = [[3, 1, 2], [0, 5, 5]];
        var request = form switch
        {
            "raw uint8" => InferRequests.Images(pixels),
            "typed uint8" => InferRequests.TypedImages(pixels),
            "raw fp32" => InferRequests.FloatImages(pixels),
            _ => InferRequests.TypedFloatImages(pixels),
        };

        var response = await client.ModelInferAsync(request);

        Assert.Equal(("finch", "2", "42"), (response.ModelName, response.ModelVersion, response.Id));
        Assert.Equal(["probabilities", "logits"], response.Outputs.Select(o => o.Name));
        Assert.All(response.Outputs, o => Assert.Equal("FP32", o.Datatype));
        Assert.All(response.Outputs, o => Assert.Equal([2L, 3L], o.Shape));
        bool raw = form.StartsWith("raw", StringComparison.Ordinal);
        Assert.Equal(raw ? 2 : 0, response.RawOutputContents.Count);
        Assert.All(response.Outputs, o => Assert.Equal(raw, o.Contents is null));
        Assert.Equal([3f, 1f, 2f, 0f, 5f, 5f], Floats(response, 1), (a, b) => Math.Abs(a - b) < 1e-4);
        float[] probabilities = Floats(response, 0);
        Assert.Equal(1, probabilities[..3].Sum(), 1e-5);
        Assert.Equal(Math.Exp(3) / (Math.Exp(3) + Math.Exp(1) + Math.Exp(2)), probabilities[0], 1e-5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Photos_reach_the_front_as_they_are(bool raw)
    {
        byte[][] photos = [[9, 8, 7, 6], [1]];
        await client.ModelInferAsync(raw ? InferRequests.Photos(photos) : InferRequests.TypedPhotos(photos));

        Assert.Equal(photos, silo.Front.Requests.Last().Photos.Select(p => p.ToArray()));
        Assert.Null(silo.Front.Requests.Last().Images);
    }

    [Fact]
    public async Task Pixels_reach_the_front_as_they_are()
    {
        var request = InferRequests.Images([1, 2, 3]);
        await client.ModelInferAsync(request);

        var images = silo.Front.Requests.Last().Images!.Value;
        Assert.Equal((PixelFormat.Bytes, 1), (images.Format, images.Count));
        Assert.Equal(request.RawInputContents[0].ToByteArray(), images.Pixels.ToArray());
    }

    [Theory]
    [InlineData("", "2")]
    [InlineData("1", "1")]
    [InlineData("champion", "2")]
    public async Task A_version_is_a_number_an_alias_or_the_server_s_choice(string version, string answered)
    {
        var request = InferRequests.Images([1, 2, 3]);
        request.ModelVersion = version;
        Assert.Equal(answered, (await client.ModelInferAsync(request)).ModelVersion);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Classes_are_told_by_value_index_and_label(bool raw)
    {
        byte[][] pixels = [[3, 1, 2], [0, 5, 5]];
        var request = raw ? InferRequests.Images(pixels) : InferRequests.TypedImages(pixels);
        request.Outputs.Add(new InferRequestedOutputTensor { Name = "logits", Parameters = { ["classification"] = new InferParameter { Int64Param = 2 } } });

        var response = await client.ModelInferAsync(request);

        var output = Assert.Single(response.Outputs);
        Assert.Equal(("logits", "BYTES"), (output.Name, output.Datatype));
        Assert.Equal([2L, 2L], output.Shape);
        Assert.Equal(["3:0:robin", "2:2:blue tit", "5:1:wren", "5:2:blue tit"], Lines(response, 0));
    }

    [Fact]
    public async Task Classes_of_probabilities_are_in_the_same_order_and_no_more_than_there_are()
    {
        var request = InferRequests.Images([1, 0, 2]);
        request.Outputs.Add(new InferRequestedOutputTensor { Name = "probabilities", Parameters = { ["classification"] = new InferParameter { Uint64Param = 1000 } } });

        var response = await client.ModelInferAsync(request);

        Assert.Equal([1L, 3L], response.Outputs[0].Shape);
        string[] lines = Lines(response, 0);
        Assert.Equal(["2:blue tit", "0:robin", "1:wren"], lines.Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(Math.Exp(2) / (Math.Exp(2) + Math.E + 1), double.Parse(lines[0].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture), 1e-6);
    }

    [Fact]
    public async Task Outputs_come_in_the_order_that_they_are_asked_for_in()
    {
        var request = InferRequests.Images([1, 0, 2]);
        request.Outputs.Add(new InferRequestedOutputTensor { Name = "logits" });
        request.Outputs.Add(new InferRequestedOutputTensor { Name = "probabilities", Parameters = { ["classification"] = new InferParameter { Int64Param = 1 } } });

        Assert.Equal([("logits", "FP32"), ("probabilities", "BYTES")], (await client.ModelInferAsync(request)).Outputs.Select(o => (o.Name, o.Datatype)));
    }

    [Theory]
    [InlineData(0, InferencePriority.Normal)]
    [InlineData(1, InferencePriority.High)]
    [InlineData(2, InferencePriority.Normal)]
    [InlineData(3, InferencePriority.Low)]
    public async Task Priorities_count_from_the_highest(ulong level, InferencePriority priority)
    {
        var request = InferRequests.Images([1, 0, 2]);
        request.Parameters["priority"] = new InferParameter { Uint64Param = level };
        request.Parameters["sequence_start"] = new InferParameter { BoolParam = false };
        await client.ModelInferAsync(request);
        Assert.Equal(priority, silo.Front.Requests.Last().Priority);
    }

    [Fact]
    public async Task A_request_waits_no_longer_than_the_call_and_its_own_timeout()
    {
        await client.ModelInferAsync(InferRequests.Images([1, 0, 2]));
        Assert.Null(silo.Front.Requests.Last().Deadline);

        var deadline = DateTime.UtcNow.AddMinutes(1);
        await client.ModelInferAsync(InferRequests.Images([1, 0, 2]), deadline: deadline);
        Assert.Equal(deadline, silo.Front.Requests.Last().Deadline!.Value.UtcDateTime, TimeSpan.FromSeconds(5));

        var request = InferRequests.Images([1, 0, 2]);
        request.Parameters["timeout"] = new InferParameter { Int64Param = 600_000_000 };
        await client.ModelInferAsync(request);
        Assert.Equal(DateTime.UtcNow.AddMinutes(10), silo.Front.Requests.Last().Deadline!.Value.UtcDateTime, TimeSpan.FromSeconds(30));

        await client.ModelInferAsync(request, deadline: DateTime.UtcNow.AddMinutes(1));
        Assert.True(silo.Front.Requests.Last().Deadline < DateTime.UtcNow.AddMinutes(2));
    }

    private static float[] Floats(ModelInferResponse response, int output) => response.RawOutputContents.Count > 0
        ? MemoryMarshal.Cast<byte, float>(response.RawOutputContents[output].Span).ToArray()
        : [.. response.Outputs[output].Contents.Fp32Contents];

    private static string[] Lines(ModelInferResponse response, int output)
    {
        if (response.RawOutputContents.Count == 0)
        {
            return [.. response.Outputs[output].Contents.BytesContents.Select(b => b.ToStringUtf8())];
        }

        var lines = new List<string>();
        var raw = response.RawOutputContents[output].Memory;
        while (!raw.IsEmpty)
        {
            int length = BitConverter.ToInt32(raw.Span);
            lines.Add(Encoding.UTF8.GetString(raw.Span.Slice(4, length)));
            raw = raw[(4 + length)..];
        }

        return [.. lines];
    }
}
