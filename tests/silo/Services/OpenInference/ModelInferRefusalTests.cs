extern alias client;

using client::Inference.V2;
using BirdGrid.Grains;
using Google.Protobuf;
using Grpc.Core;
using static client::Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>Requests that are wrong: the right status, a stable reason, and a sentence with the tensor, what was expected and what came.</summary>
public sealed class ModelInferRefusalTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private static readonly Dictionary<string, (Action<ModelInferRequest> Spoil, string Reason, string[] Said)> Cases = new()
    {
        ["no input"] = (r => Inputs(r), "input-missing", ["'image'", "'photo'"]),
        ["two of a name"] = (r => Inputs(r, r.Inputs[0], r.Inputs[0]), "duplicate-input", ["'image'", "2 times"]),
        ["image and photo"] = (r => Inputs(r, r.Inputs[0], new InferInputTensor { Name = "photo" }), "too-many-inputs", ["'image'", "'photo'", "2"]),
        ["unknown input"] = (r => r.Inputs[0].Name = "pixels", "unknown-input", ["'pixels'", "'image'"]),
        ["case matters"] = (r => r.Inputs[0].Name = "Image", "unknown-input", ["'Image'"]),
        ["a null character in an input's name"] = (r => r.Inputs[0].Name = "im\0age", "bad-text", ["name", "null character"]),
        ["half precision"] = (r => r.Inputs[0].Datatype = "FP16", "wrong-datatype", ["'image'", "UINT8 or FP32", "FP16"]),
        ["brain floats"] = (r => r.Inputs[0].Datatype = "BF16", "wrong-datatype", ["'image'", "UINT8 or FP32", "BF16"]),
        ["no datatype"] = (r => r.Inputs[0].Datatype = string.Empty, "wrong-datatype", ["'image'", "none"]),
        ["no batch dimension"] = (r => Shape(r, 8, 8, 3), "wrong-shape", ["'image'", "[N,S,S,3]", "[8,8,3]"]),
        ["channels first"] = (r => Shape(r, 1, 3, 8, 8), "wrong-shape", ["'image'", "[1,3,8,8]"]),
        ["not square"] = (r => Shape(r, 1, 4, 16, 3), "wrong-shape", ["'image'", "[1,4,16,3]"]),
        ["no shape"] = (r => Shape(r), "wrong-shape", ["'image'", "[]"]),
        ["negative batch"] = (r => Shape(r, -1, 8, 8, 3), "wrong-batch", ["'image'", "1 to 4", "-1"]),
        ["empty batch"] = (r => Shape(r, 0, 8, 8, 3), "wrong-batch", ["'image'", "1 to 4", "got 0"]),
        ["negative size"] = (r => Shape(r, 1, -8, -8, 3), "wrong-shape", ["'image'", "[1,-8,-8,3]"]),
        ["too many"] = (r => Shape(r, 5, 8, 8, 3), "wrong-batch", ["'image'", "1 to 4", "got 5"]),
        ["huge"] = (r => Shape(r, long.MaxValue, long.MaxValue, long.MaxValue, 3), "wrong-shape", ["'image'"]),
        ["a product that overflows to what came"] = (r => Shape(r, 1, 1L << 32, 1L << 32, 3), "wrong-shape", ["'image'"]),
        ["a batch that overflows"] = (r => Shape(r, (1L << 32) + 1, 8, 8, 3), "wrong-batch", ["'image'", "4294967297"]),
        ["a hundred dimensions"] = (r => Shape(r, [.. Enumerable.Repeat(1L, 100)]), "wrong-shape", ["'image'", "..."]),
        ["another size than the version's"] = (r => { Shape(r, 1, 4, 4, 3); Raw(r, new byte[48]); }, "wrong-shape", ["'image'", "finch@2", "[1,8,8,3]", "[1,4,4,3]"]),
        ["a byte short"] = (r => Raw(r, new byte[191]), "wrong-length", ["'image'", "192", "191"]),
        ["a byte long"] = (r => Raw(r, new byte[193]), "wrong-length", ["'image'", "192", "193"]),
        ["floats of the bytes' length"] = (r => r.Inputs[0].Datatype = "FP32", "wrong-length", ["'image'", "768", "192"]),
        ["floats above one"] = (r => { r.Inputs[0].Datatype = "FP32"; Raw(r, FloatBytes(17f)); }, "value-out-of-range", ["'image'", "0 to 1", "17", "element 191"]),
        ["floats that are none"] = (r => { r.Inputs[0].Datatype = "FP32"; Raw(r, FloatBytes(float.NaN)); }, "value-out-of-range", ["'image'", "NaN"]),
        ["an input in shared memory"] = (r => r.Inputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = "a" }, "no-shared-memory", ["Input 'image'", "'shared_memory_region'"]),
        ["a place in shared memory"] = (r => r.Inputs[0].Parameters["shared_memory_byte_size"] = new InferParameter { Int64Param = 1 }, "no-shared-memory", ["'shared_memory_byte_size'"]),
        ["an output in shared memory"] = (r => { r.Outputs.Add(new InferRequestedOutputTensor { Name = "logits" }); r.Outputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = "a" }; }, "no-shared-memory", ["Output 'logits'", "'shared_memory_region'"]),
        ["two raw entries"] = (r => r.RawInputContents.Add(ByteString.Empty), "wrong-raw-count", ["1", "2"]),
        ["raw and typed"] = (r => r.Inputs[0].Contents = new InferTensorContents { UintContents = { 1 } }, "mixed-contents", ["'image'"]),
        ["neither raw nor typed"] = (r => r.RawInputContents.Clear(), "wrong-length", ["'image'", "192", "uint_contents", "0"]),
        ["typed in another field"] = (r => { r.RawInputContents.Clear(); r.Inputs[0].Contents = new InferTensorContents { IntContents = { Enumerable.Repeat(1, 192) } }; }, "wrong-length", ["'image'", "uint_contents"]),
        ["a typed value above a byte"] = (r => { r.RawInputContents.Clear(); r.Inputs[0].Contents = new InferTensorContents { UintContents = { Enumerable.Repeat(256u, 192) } }; }, "value-out-of-range", ["'image'", "0 to 255", "256"]),
        ["unknown output"] = (r => r.Outputs.Add(new InferRequestedOutputTensor { Name = "boxes" }), "unknown-output", ["'boxes'", "'probabilities'", "'logits'"]),
        ["an output twice"] = (r => { r.Outputs.Add(new InferRequestedOutputTensor { Name = "logits" }); r.Outputs.Add(new InferRequestedOutputTensor { Name = "logits" }); }, "duplicate-output", ["'logits'"]),
        ["no classes"] = (r => Classes(r, new InferParameter { Int64Param = 0 }), "classification-out-of-range", ["'logits'", "got 0"]),
        ["classes as text"] = (r => Classes(r, new InferParameter { StringParam = "3" }), "wrong-parameter-type", ["'classification'"]),
        ["a priority that there is not"] = (r => r.Parameters["priority"] = new InferParameter { Uint64Param = 9 }, "priority-out-of-range", ["'priority'", "0 to 3", "9"]),
        ["a timeout below zero"] = (r => r.Parameters["timeout"] = new InferParameter { Int64Param = -1 }, "timeout-out-of-range", ["'timeout'", "-1"]),
        ["a bad model name"] = (r => r.ModelName = "Finch!", "bad-name", ["model"]),
        ["a version that can be none"] = (r => r.ModelVersion = "1@2", "bad-name", ["alias"]),
        ["photos of another type"] = (r => Photo(r, "STRING", [1], [1, 0, 0, 0, 7]), "wrong-datatype", ["'photo'", "BYTES", "STRING"]),
        ["photos in a square"] = (r => Photo(r, "BYTES", [1, 2], []), "wrong-shape", ["'photo'", "[N] or [N,1]", "[1,2]"]),
        ["a photo's length cut off"] = (r => Photo(r, "BYTES", [1], [1, 0]), "wrong-length", ["'photo'", "4 bytes"]),
        ["a photo cut off"] = (r => Photo(r, "BYTES", [1], [255, 255, 255, 255, 7]), "wrong-length", ["'photo'", "4294967295", "got 1"]),
        ["a photo too few"] = (r => Photo(r, "BYTES", [2], [1, 0, 0, 0, 7]), "wrong-length", ["'photo'", "2", "got 1"]),
        ["a photo too many"] = (r => Photo(r, "BYTES", [1], [1, 0, 0, 0, 7, 1, 0, 0, 0, 7]), "wrong-length", ["'photo'", "5 bytes more"]),
    };

    private readonly GRPCInferenceService.GRPCInferenceServiceClient client = new(silo.Channel);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_request_is_an_invalid_argument(string name)
    {
        var (spoil, reason, said) = Cases[name];
        var request = InferRequests.Images([1, 2, 3]);
        spoil(request);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request));

        Assert.Equal((StatusCode.InvalidArgument, reason), (error.StatusCode, error.Trailers.GetValue("birdgrid-reason")));
        Assert.All(said, word => Assert.Contains(word, error.Status.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wren", "", "unknown-model")]
    [InlineData("finch", "7", "unknown-version")]
    [InlineData("finch", "canary", "unknown-version")]
    public async Task What_there_is_not_is_not_found(string model, string version, string reason)
    {
        var request = InferRequests.Images([1, 2, 3]);
        (request.ModelName, request.ModelVersion) = (model, version);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(request));
        Assert.Equal((StatusCode.NotFound, reason), (error.StatusCode, error.Trailers.GetValue("birdgrid-reason")));
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        silo.Front.Failure = new BusyException("queue-full", "256 images wait.", retryAfterMs: 125);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(InferRequests.Images([1, 2, 3])));
        Assert.Equal((StatusCode.ResourceExhausted, "125"), (error.StatusCode, error.Trailers.GetValue("grpc-retry-pushback-ms")));
    }

    [Fact]
    public async Task What_nobody_expected_tells_nothing_of_the_silo()
    {
        silo.Front.Failure = new InvalidDataException("/secret/place");
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(InferRequests.Images([1, 2, 3])));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.DoesNotContain("secret", error.Status.Detail, StringComparison.Ordinal);
    }

    private static void Inputs(ModelInferRequest request, params InferInputTensor[] inputs)
    {
        var kept = inputs.Select(i => i.Clone()).ToArray();
        request.Inputs.Clear();
        request.Inputs.Add(kept);
    }

    private static void Shape(ModelInferRequest request, params long[] shape)
    {
        request.Inputs[0].Shape.Clear();
        request.Inputs[0].Shape.Add(shape);
    }

    private static void Raw(ModelInferRequest request, byte[] raw) => request.RawInputContents[0] = ByteString.CopyFrom(raw);

    private static byte[] FloatBytes(float last) => [.. new byte[191 * 4], .. BitConverter.GetBytes(last)];

    private static void Classes(ModelInferRequest request, InferParameter classes) =>
        request.Outputs.Add(new InferRequestedOutputTensor { Name = "logits", Parameters = { ["classification"] = classes } });

    private static void Photo(ModelInferRequest request, string datatype, long[] shape, byte[] raw)
    {
        request.Inputs[0].Name = "photo";
        request.Inputs[0].Datatype = datatype;
        Shape(request, shape);
        Raw(request, raw);
    }
}
