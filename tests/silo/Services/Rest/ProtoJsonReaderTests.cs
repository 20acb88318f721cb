extern alias client;

using System.Text;
using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.Rest;
using client::BirdGrid.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using client::Inference.V2;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>Every rule of protobuf's JSON, and the words for what breaks one.</summary>
public sealed class ProtoJsonReaderTests
{
    private static readonly byte[] Bytes = [0xfb, 0xff, 0xfe, 1];

    [Theory]
    [InlineData("top_k", "topK")]
    [InlineData("topK", "topK")]
    [InlineData("request_id", "requestId")]
    public void Names_are_those_of_JSON_or_of_the_proto(string name, string json)
    {
        var request = Read<ClassifyRequest>($$"""{ "{{name}}": {{(name.StartsWith("top", StringComparison.Ordinal) ? "3" : "\"a\"")}} }""");
        Assert.True(request.TopK == 3 || request.RequestId == "a");
        Assert.Contains(json, JsonFormatter.Default.Format(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("\"1\"", 1)]
    [InlineData("1.0", 1)]
    [InlineData("1e0", 1)]
    [InlineData("\"1e0\"", 1)]
    [InlineData("10E-1", 1)]
    [InlineData("-0", 0)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2.147483647e9", int.MaxValue)]
    [InlineData("\"\\u0031\"", 1)]
    [InlineData("null", 0)]
    public void Whole_numbers_are_numbers_or_texts(string json, int value) => Assert.Equal(value, Read<ClassifyRequest>($$"""{ "topK": {{json}} }""").TopK);

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1.5\"")]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("1e400")]
    [InlineData("\"\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"1 \"")]
    [InlineData("\"0x1\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"one\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void What_is_no_whole_number_is_refused_with_its_place(string json)
    {
        var refused = Refused<ClassifyRequest>($$"""{ "topK": {{json}} }""");
        Assert.StartsWith("topK: expected a whole number of -2147483648 to 2147483647, got ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_64_bits_are_exact()
    {
        var contents = Read<InferTensorContents>("""{ "int64Contents": ["-9223372036854775808", 9223372036854775807, "9007199254740993"], "uint64_contents": [18446744073709551615, "18446744073709551615"], "uintContents": [4294967295] }""");
        Assert.Equal([long.MinValue, long.MaxValue, 9007199254740993], contents.Int64Contents);
        Assert.Equal([ulong.MaxValue, ulong.MaxValue], contents.Uint64Contents);
        Assert.Equal([uint.MaxValue], contents.UintContents);
        Assert.StartsWith("uintContents[1]: expected a whole number of 0 to 4294967295, got -1.", Refused<InferTensorContents>("""{ "uintContents": [0, -1] }""").Message, StringComparison.Ordinal);
        Assert.StartsWith("uint64Contents[0]:", Refused<InferTensorContents>("""{ "uint64Contents": [18446744073709551616] }""").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reals_are_numbers_texts_or_names()
    {
        var contents = Read<InferTensorContents>("""{ "fp32Contents": [1, "2.5", 3e2, "NaN", "Infinity", "-Infinity", 1e-60], "fp64Contents": ["1e300", -0.0] }""");
        Assert.Equal([1, 2.5f, 300, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0], contents.Fp32Contents);
        Assert.Equal([1e300, -0.0], contents.Fp64Contents);
        Assert.StartsWith("fp32Contents[0]: expected a number that a float holds, got 3.5e38.", Refused<InferTensorContents>("""{ "fp32Contents": [3.5e38] }""").Message, StringComparison.Ordinal);
        foreach (string wrong in (string[])["1e400", "\"infinity\"", "\"nan\"", "\"1,5\"", "\"\"", "true"])
        {
            Assert.StartsWith("fp64Contents[0]: expected a number, got ", Refused<InferTensorContents>($$"""{ "fp64Contents": [{{wrong}}] }""").Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("+//+AQ==")]
    [InlineData("+//+AQ")]
    [InlineData("-__-AQ==")]
    [InlineData("-__-AQ")]
    [InlineData("+\\/\\/+AQ==")]
    [InlineData("+//+\\nAQ==\\n")]
    [InlineData("+/\\r\\n/+ A\\tQ")]
    public void Bytes_are_base64_of_either_alphabet_padded_or_not(string text) =>
        Assert.Equal(Bytes, Read<ClassifyRequest>($$"""{ "photo": "{{text}}" }""").Photo.ToByteArray());

    [Theory]
    [InlineData("*")]
    [InlineData("A")]
    [InlineData("AQ==AQ==")]
    [InlineData("AQ===")]
    [InlineData("data:image/jpeg;base64,AQ==")]
    public void What_is_no_base64_is_told(string text)
    {
        var refused = Refused<ClassifyRequest>($$"""{ "photo": "{{text}}" }""");
        Assert.Equal($"photo: expected base64 (standard or URL-safe), got the text \"{text}\".", refused.Message);
    }

    [Theory]
    [InlineData("\"PRIORITY_HIGH\"", Priority.High)]
    [InlineData("1", Priority.High)]
    [InlineData("1.0", Priority.High)]
    [InlineData("null", Priority.Unspecified)]
    [InlineData("77", (Priority)77)]
    public void Enums_are_names_or_numbers(string json, object value) => Assert.Equal((Priority)(int)value, Read<ClassifyRequest>($$"""{ "priority": {{json}} }""").Priority);

    [Theory]
    [InlineData("\"HIGH\"")]
    [InlineData("1.5")]
    [InlineData("true")]
    public void An_enum_s_names_are_listed(string json)
    {
        var refused = Refused<ClassifyRequest>($$"""{ "priority": {{json}} }""");
        Assert.StartsWith("priority: expected one of PRIORITY_UNSPECIFIED, PRIORITY_HIGH, PRIORITY_NORMAL, PRIORITY_LOW, or its number, got ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_leaves_out_every_kind_of_field_and_is_no_item()
    {
        foreach (var type in (MessageDescriptor[])[StartTrainingRequest.Descriptor, ModelInferRequest.Descriptor, InferTensorContents.Descriptor, CreateKeyRequest.Descriptor])
        {
            string nulls = string.Join(',', type.Fields.InDeclarationOrder().Select(f => $"\"{f.JsonName}\":null"));
            Assert.Equal(0, ProtoJsonReader.Read(Encoding.UTF8.GetBytes($"{{{nulls}}}"), type).CalculateSize());
        }

        Assert.Equal("boolContents[1]: expected true or false, got null.", Refused<InferTensorContents>("""{ "boolContents": [true, null] }""").Message);
    }

    [Fact]
    public void Optional_fields_know_whether_they_were_given()
    {
        Assert.False(Read<ImportHeader>("""{ "validationFraction": null }""").HasValidationFraction);
        Assert.True(Read<ImportHeader>("""{ "validationFraction": 0 }""").HasValidationFraction);
    }

    [Fact]
    public void Maps_are_objects_and_choices_exclude_each_other()
    {
        var request = Read<ModelInferRequest>("""{ "parameters": { "a": { "int64Param": "7" }, "b": { "bool_param": true } } }""");
        Assert.Equal((7L, true), (request.Parameters["a"].Int64Param, request.Parameters["b"].BoolParam));
        Assert.Equal("parameters.a: 'boolParam' and 'int64Param' exclude each other; expected one of them.", Refused<ModelInferRequest>("""{ "parameters": { "a": { "int64Param": 7, "boolParam": true } } }""").Message);
        Assert.Equal("parameters.a: expected an object, got null.", Refused<ModelInferRequest>("""{ "parameters": { "a": null } }""").Message);
        Assert.Equal("parameters.a: is there twice; expected once.", Refused<ModelInferRequest>("""{ "parameters": { "a": {}, "\u0061": {} } }""").Message);
        Assert.Equal("parameters: expected an object, got a list.", Refused<ModelInferRequest>("""{ "parameters": [] }""").Message);
    }

    [Fact]
    public void Times_are_RFC_3339()
    {
        Assert.Equal(new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), Read<CreateKeyRequest>("""{ "expires": "2026-05-01T12:00:00+02:00" }""").Expires.ToDateTime());
        Assert.StartsWith("expires: expected a time such as \"2026-05-01T12:00:00Z\", got ", Refused<CreateKeyRequest>("""{ "expires": "tomorrow" }""").Message, StringComparison.Ordinal);
        Assert.StartsWith("expires: expected a time", Refused<CreateKeyRequest>("""{ "expires": {} }""").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "topk": 3 }""", "The body: there is no field 'topk'; expected model, photo, topK, ")]
    [InlineData("""{ "topK": 3, "top_k": 4 }""", "topK: is there twice; expected once.")]
    [InlineData("""{ "topK": 3, "topK": 3 }""", "topK: is there twice; expected once.")]
    [InlineData("[]", "The body: expected an object, got a list.")]
    [InlineData("null", "The body: expected an object, got null.")]
    [InlineData("\"{}\"", "The body: expected an object, got the text \"{}\".")]
    [InlineData("""{ "model": 3 }""", "model: expected a text, got 3.")]
    [InlineData("""{ "model": ["a"] }""", "model: expected a text, got a list.")]
    public void What_is_wrong_is_told_with_its_place(string json, string message) =>
        Assert.StartsWith(message, Refused<ClassifyRequest>(json).Message, StringComparison.Ordinal);

    [Fact]
    public void Places_are_told_in_depth()
    {
        Assert.StartsWith("spec: there is no field 'learning'; expected ", Refused<StartTrainingRequest>("""{ "spec": { "learning": 1 } }""").Message, StringComparison.Ordinal);
        Assert.StartsWith("inputs[1].shape[0]: expected a whole number", Refused<ModelInferRequest>("""{ "inputs": [{}, { "shape": ["a"] }] }""").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("""{ "topK": 1, }""")]
    [InlineData("""{ "topK": 01 }""")]
    [InlineData("""{ "topK": NaN }""")]
    [InlineData("""{ topK: 1 }""")]
    [InlineData("""{ 'topK': 1 }""")]
    [InlineData("""{ "topK": 1 } // one""")]
    [InlineData("""{ "model": "\ud800" }""")]
    public void What_is_no_JSON_is_none(string json) => Assert.ThrowsAny<JsonException>(() => Read<ClassifyRequest>(json));

    [Fact]
    public void Depth_is_bounded_and_a_byte_order_mark_passed_over()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"parameters\":", 100_000));
        Assert.ThrowsAny<Exception>(() => Read<ModelInferRequest>(deep));
        Assert.ThrowsAny<JsonException>(() => Read<CreateKeyRequest>($"{{\"expires\":{new string('[', 100_000)}"));
        Assert.Equal(1, ((ClassifyRequest)ProtoJsonReader.Read([.. Encoding.UTF8.Preamble, .. """{ "topK": 1 }"""u8], ClassifyRequest.Descriptor)).TopK);
    }

    private static T Read<T>(string json)
        where T : IMessage<T>, new() => (T)ProtoJsonReader.Read(Encoding.UTF8.GetBytes(json), new T().Descriptor);

    private static RefusedException Refused<T>(string json)
        where T : IMessage<T>, new() => Assert.Throws<RefusedException>(() => Read<T>(json));
}
