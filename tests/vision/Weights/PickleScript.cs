using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>Writes pickles opcode by opcode, and wraps them as torch.save would: sound ones and hostile ones.</summary>
internal sealed class PickleScript
{
    private readonly MemoryStream bytes = new();

    public byte[] ToArray() => bytes.ToArray();

    public PickleScript Raw(params ReadOnlySpan<byte> opcodes)
    {
        bytes.Write(opcodes);
        return this;
    }

    public PickleScript Op(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public PickleScript Proto(byte protocol = 2) => Raw(0x80, protocol);

    public PickleScript Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleScript Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op("X").Raw(length).Raw(utf8);
    }

    public PickleScript Int(int value)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        return Op("J").Raw(number);
    }

    public PickleScript Tuple(params int[] items)
    {
        Op("(");
        foreach (int item in items)
        {
            Int(item);
        }

        return Op("t");
    }

    public PickleScript Storage(string key, int elementCount, bool isLegacy = false, string storageClass = "FloatStorage")
    {
        Op("(").Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Int(elementCount);
        return Op(isLegacy ? "NtQ" : "tQ");
    }

    /// <summary>A tensor, as _rebuild_tensor_v2 has it.</summary>
    public PickleScript Tensor(string key, int elementCount, int offset, int[] shape, int[] strides, bool isLegacy = false, string storageClass = "FloatStorage")
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(key, elementCount, isLegacy, storageClass).Int(offset).Tuple(shape).Tuple(strides);
        return Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");
    }

    /// <summary>The zip form.</summary>
    public byte[] Zip(params (string Key, byte[] Content)[] storages) => Zip(CompressionLevel.NoCompression, storages);

    public byte[] Zip(CompressionLevel level, params (string Key, byte[] Content)[] storages)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("model/data.pkl", ToArray());
            Add("model/byteorder", "little"u8.ToArray());
            foreach (var (key, content) in storages)
            {
                Add($"model/data/{key}", content);
            }

            void Add(string name, byte[] content)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }

    /// <summary>The older form: five pickles, then the storages.</summary>
    public byte[] Legacy(params (string Key, byte[] Content)[] storages)
    {
        var file = new MemoryStream();
        file.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        file.Write(new PickleScript().Proto().Op("M").Raw(0xe9, 0x03).Op(".").ToArray());
        file.Write(new PickleScript().Proto().Op("}(").Text("little_endian").Raw(0x88).Op("u.").ToArray());
        file.Write(ToArray());
        var keys = new PickleScript().Proto().Op("](");
        foreach (var (key, _) in storages)
        {
            keys.Text(key);
        }

        file.Write(keys.Op("e.").ToArray());
        foreach (var (_, content) in storages)
        {
            byte[] count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, content.Length / 4);
            file.Write(count);
            file.Write(content);
        }

        return file.ToArray();
    }
}
