using System.Buffers.Binary;
using System.Text;
using BirdGrid.Vision.Weights;
using CsCheck;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class SafetensorsFileTests
{
    private static readonly Gen<WeightTensor> GenTensor = Gen.Select(
        Gen.String[1, 12], Gen.Enum<WeightDType>(), Gen.Long[0, 4].Array[0, 4], Gen.Byte.Array[4 * 4 * 4 * 4 * 8],
        (name, dtype, shape, bytes) => new WeightTensor(
            name, dtype, shape, bytes.AsMemory(0, (int)dtype.ByteLength(shape)!.Value)));

    private static readonly Gen<StateDict> GenWeights = Gen.Select(
        GenTensor.List[0, 6], Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String[Gen.Char.AlphaNumeric, 0, 8])[0, 3],
        (tensors, metadata) => new StateDict(tensors.DistinctBy(tensor => tensor.Name).Where(IsText), metadata));

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        GenWeights.Sample(
            weights =>
            {
                byte[] file = SafetensorsFile.ToBytes(weights);
                var read = SafetensorsFile.Read(file);
                Assert.Equal(weights.Metadata.OrderBy(entry => entry.Key), read.Metadata.OrderBy(entry => entry.Key));
                WeightAssert.Same(weights, read);
                Assert.Equal(file, SafetensorsFile.ToBytes(read));
                Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(file) % 8);
            },
            iter: 300);
    }

    [Fact]
    public void Bytes_do_not_depend_on_the_order_of_the_metadata()
    {
        var forward = new StateDict([], new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        var backward = new StateDict([], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(SafetensorsFile.ToBytes(forward), SafetensorsFile.ToBytes(backward));
    }

    [Fact]
    public void A_file_on_disk_is_replaced_whole_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("weights.safetensors");
        var weights = new StateDict([new WeightTensor("a", WeightDType.U8, [3], new byte[] { 1, 2, 3 })]);
        File.WriteAllText(path, "something older and longer than the new file will be, so that a remainder would show");
        SafetensorsFile.Write(weights, path);
        WeightAssert.Same(weights, SafetensorsFile.Read(path));
        WeightAssert.Same(weights, WeightsFile.Read(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_stream_of_unknown_length_is_read()
    {
        var weights = new StateDict([new WeightTensor("a", WeightDType.I16, [2], new byte[] { 1, 0, 2, 0 })]);
        using var pipe = new System.IO.Compression.BrotliStream(Compressed(SafetensorsFile.ToBytes(weights)), System.IO.Compression.CompressionMode.Decompress);
        WeightAssert.Same(weights, SafetensorsFile.Read(pipe));
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "has 4 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "cut file")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5, "1 bytes behind")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "overlap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "gap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "overlap")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "F8_E4M3")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1.0],\"data_offsets\":[0,1]}}", 1, "whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "has 0 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "doubled")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "doubled")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "text of metadata")]
    [InlineData("{\"a\":[]}", 0, "description of 'a'")]
    [InlineData("{} {}", 0, "not the JSON")]
    [InlineData("{\"a\":", 0, "not the JSON")]
    [InlineData("{\"\\ud800\":{}}", 0, "not the JSON")]
    [InlineData(" {}", 0, "does not begin")]
    [InlineData("[]", 0, "does not begin")]
    [InlineData("", 0, "does not begin")]
    public void A_malformed_file_is_refused_with_the_reason(string header, int dataBytes, string reason)
    {
        var error = Assert.Throws<WeightsFormatException>(() => SafetensorsFile.Read(Compose(header, dataBytes)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL, 4)]
    [InlineData(100_000_001UL, 8)]
    [InlineData(ulong.MaxValue, 8)]
    [InlineData(3UL, 8)]
    public void A_header_longer_than_the_file_or_the_limit_is_refused(ulong headerBytes, int fileBytes)
    {
        byte[] file = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerBytes);
        Assert.Throws<WeightsFormatException>(() => SafetensorsFile.Read(file.AsMemory(0, fileBytes)));
    }

    [Fact]
    public void Errors_of_a_file_name_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("cut.safetensors");
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<WeightsFormatException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_and_truncated_files_throw_nothing_but_format_errors()
    {
        byte[] sound = SafetensorsFile.ToBytes(new StateDict(
            [
                new WeightTensor("features.0.weight", WeightDType.F32, [2, 3], new byte[24]),
                new WeightTensor("features.0.count", WeightDType.I64, [], new byte[8]),
            ],
            new Dictionary<string, string> { ["format"] = "pt" }));
        Gen.Select(Gen.Int[0, sound.Length], Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).List[0, 6]).Sample(
            mutation =>
            {
                byte[] file = [.. sound];
                foreach (var (position, value) in mutation.Item2)
                {
                    file[position] = value;
                }

                try
                {
                    SafetensorsFile.Read(file.AsMemory(0, mutation.Item1));
                }
                catch (WeightsFormatException)
                {
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void A_tensor_may_not_take_the_metadatas_name()
    {
        var weights = new StateDict([new WeightTensor("__metadata__", WeightDType.U8, [0], default)]);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.ToBytes(weights));
    }

    private static bool IsText(WeightTensor tensor) =>
        tensor.Name != "__metadata__" && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(tensor.Name)) == tensor.Name;

    private static byte[] Compose(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. new byte[dataBytes]];
    }

    private static MemoryStream Compressed(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var compressor = new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            compressor.Write(bytes);
        }

        stream.Position = 0;
        return stream;
    }
}
