using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BirdGrid.V1;
using Google.Protobuf;
using static BirdGrid.Bench.Hostile.WireForm;

namespace BirdGrid.Bench.Hostile;

/// <summary>The requests that have been seen to take gigabytes, and their kin: small messages that unpack to large ones, two bytes that become an object, bodies without an end, announced lengths.</summary>
/// <param name="grpc">Address of the gRPC services.</param>
/// <param name="rest">Address of the REST services.</param>
/// <param name="model">A model that is served.</param>
internal sealed class HostileInputs(string grpc, string rest, string model)
{
    private const int Large = 60 << 20;
    private const string ModelInfer = "/inference.GRPCInferenceService/ModelInfer";
    private const int InputsField = 5;
    private const int RawField = 7;
    private const int ContentsField = 5;
    private static readonly byte[] Zero = [0];

    /// <summary>All of them.</summary>
    public IEnumerable<HostileInput> All() =>
    [
        Packed("open call, unknown field of 60 MB", "/inference.GRPCInferenceService/ServerLive", WireForm.Packed(Open(99, Large), Zero, Large)),
        Packed("health check, name of 60 MB", "/grpc.health.v1.Health/Check", WireForm.Packed(Open(1, Large), Zero, Large)),
        Packed("open call, 6 million unknown fields", "/inference.GRPCInferenceService/ServerLive", UnknownFields(6_000_000)),
        Packed("16 million empty inputs", ModelInfer, WireForm.Packed([], [0x2a, 0], 16_000_000)),
        Packed("30 million empty raw contents", ModelInfer, WireForm.Packed([], [0x3a, 0], 30_000_000)),
        Packed("12 million parameters", ModelInfer, WireForm.Packed([], Field(4, Field(1, (byte)'a')), 12_000_000)),
        Packed("6 million unknown fields", ModelInfer, UnknownFields(6_000_000)),
        Packed("groups in groups", ModelInfer, WireForm.Packed([], [0x9b, 0x06], 30_000_000)),
        Packed("60 million dimensions", ModelInfer, Tensor(3)),
        Packed("60 million bytes as uint_contents", ModelInfer, Contents(4)),
        Packed("60 million bytes as int64_contents", ModelInfer, Contents(3)),
        Packed("30 million empty bytes_contents", ModelInfer, Nested(0x42)),
        Packed("raw contents of 64 MB, packed", ModelInfer, WireForm.Packed(Open(RawField, Large), Zero, Large)),
        Plain("raw contents of 64 MB", ModelInfer, [.. Open(RawField, Large), .. new byte[Large]]),
        Packed("photo of 60 MB, packed", "/birdgrid.v1.ClassificationService/Classify", WireForm.Packed([.. Field(1, Encoding.UTF8.GetBytes(model)), .. Open(2, Large)], Zero, Large)),
        Packed("photos of 60 MB, one after another", "/birdgrid.v1.ClassificationService/ClassifyStream", Repeat(WireForm.Packed([.. Field(1, Encoding.UTF8.GetBytes(model)), .. Open(2, Large)], Zero, Large), 5)),
        Packed("30 million settings", "/birdgrid.v1.TrainingService/Start", WireForm.Packed(Open(1, 60_000_000), [0xf2, 1, 0], 20_000_000)),
        Packed("audit page of 60 MB", "/birdgrid.v1.SecurityService/ListAudit", WireForm.Packed(Open(2, Large), [(byte)'a'], Large)),
        Import("import that announces 60 MB", ImportOf(Large, 10)),
        Import("import that sends 60 MB", ImportOf(Large + 1, Large)),
        Rest("300 MB to :classify, said to be gRPC", $"/v1/models/{model}:classify", "application/grpc", () => new EndlessContent(300_000_000)),
        Rest("300 MB to infer, said to be gRPC", $"/v2/models/{model}/infer", "application/grpc", () => new EndlessContent(300_000_000)),
        Rest("300 MB to a call without a body", "/v2/repository/index", "application/grpc", () => new EndlessContent(300_000_000)),
        Rest("300 MB to a transcoded call", "/v1/training", "application/grpc", () => new EndlessContent(300_000_000)),
        Json("2.5 million inputs", $"/v2/models/{model}/infer", "{\"inputs\":[", "{\"data\":[]},", 2_500_000, "{}]}"),
        Json("40 million dimensions", $"/v2/models/{model}/infer", "{\"inputs\":[{\"shape\":[", "1,", 40_000_000, "1]}]}"),
        Json("20 million properties", $"/v2/models/{model}/infer", "{", "\"\":0,", 16_000_000, "\"a\":0}"),
        Json("name of 80 MB", $"/v2/models/{model}/infer", "{\"id\":\"", "a", 80_000_000, "\"}"),
        Json("40 million numbers", $"/v2/models/{model}/infer", "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[16,16384,16384,3],\"data\":[", "0,", 40_000_000, "0]}]}"),
        Json("photo of 60 MB in JSON", $"/v2/models/{model}/infer", "{\"inputs\":[{\"name\":\"photo\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"", "AAAA", 20_000_000, "\"]}]}"),
        Json("photo of 60 MB in transcoded JSON", "/v1/classify", $"{{\"model\":\"{model}\",\"photo\":\"", "AAAA", 20_000_000, "\"}"),
        Json("million parameters of a sweep", "/v1/sweeps", "{\"spec\":{\"parameters\":[", "{\"values\":[{},{},{}]},", 180_000, "{}]}}"),
    ];

    private static byte[] Tensor(int field) => WireForm.Packed([.. Open(InputsField, Large + Open(field, Large).Length), .. Open(field, Large)], Zero, Large);

    private static byte[] Contents(int field)
    {
        byte[] elements = Open(field, Large);
        byte[] contents = Open(ContentsField, Large + elements.Length);
        return WireForm.Packed([.. Open(InputsField, Large + elements.Length + contents.Length), .. contents, .. elements], Zero, Large);
    }

    private static byte[] Nested(byte tag)
    {
        byte[] contents = Open(ContentsField, Large);
        return WireForm.Packed([.. Open(InputsField, Large + contents.Length), .. contents], [tag, 0], Large / 2);
    }

    private static byte[] ImportOf(long announced, int sent) =>
    [
        .. Message(new ImportRequest { Header = new ImportHeader { Dataset = "hostile" } }),
        .. Message(new ImportRequest { Photo = new PhotoHeader { Label = "a", FileName = "a.jpg", Length = announced } }),
        .. Message(new ImportRequest { Chunk = UnsafeByteOperations.UnsafeWrap(new byte[sent]) }),
    ];

    private static byte[] Message(IMessage message) => Framed(message.ToByteArray(), isPacked: false);

    private HostileInput Packed(string name, string path, byte[] body) => Grpc(name, path, isPacked: true, () => new ByteArrayContent(body));

    private HostileInput Plain(string name, string path, byte[] message)
    {
        byte[] body = Framed(message, isPacked: false);
        return Grpc(name, path, isPacked: false, () => new ByteArrayContent(body));
    }

    private HostileInput Import(string name, byte[] body) =>
        Grpc(name, "/birdgrid.v1.DatasetService/Import", isPacked: false, () => new StalledContent(body, TimeSpan.FromSeconds(3)));

    private HostileInput Grpc(string name, string path, bool isPacked, Func<HttpContent> content) => new(name, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, grpc + path) { Content = content(), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (isPacked)
        {
            request.Headers.Add("grpc-encoding", "gzip");
        }

        return request;
    });

    private HostileInput Rest(string name, string path, string contentType, Func<HttpContent> content) => new(name, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, rest + path) { Content = content() };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return request;
    });

    private HostileInput Json(string name, string path, string beginning, string repeated, int times, string end)
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(beginning), .. Repeat(Encoding.UTF8.GetBytes(repeated), times), .. Encoding.UTF8.GetBytes(end)];
        return Rest(name, path, "application/json", () => new ByteArrayContent(body));
    }
}
