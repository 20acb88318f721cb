using System.IO.Compression;
using System.Text;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>
/// Files that build far more than their bytes, or make a reader go over the same bytes again and again: each is refused with what it builds,
/// within memory that its size sets.
/// </summary>
public sealed class WeightsBudgetTests
{
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";

    /// <summary>Objects are larger than the opcodes that make them: a list costs a byte of the file and 60 to 90 of memory.</summary>
    private const long MostBytesPerFileByte = 250;

    private const long FixedBytes = 4 << 20;

    public static TheoryData<string> Pickles => [.. Scripts.Keys];

    private static Dictionary<string, Func<PickleScript>> Scripts { get; } = new()
    {
        ["OrderedDicts of one list of pairs"] = () => Pairs(20_000).Raw(0x85).Op("q\u0000ccollections\nOrderedDict\nq\u0001").Op(Times("h\u0001h\u0000R", 20_000)).Op("."),
        ["OrderedDicts of one list of pairs, arguments made anew"] = () => Pairs(20_000).Op("q\u0000ccollections\nOrderedDict\nq\u0001").Op(Times("h\u0001h\u0000\u0085R", 20_000)).Op("."),
        ["OrderedDicts of a list of lists"] = () => new PickleScript().Proto().Op("](").Op(Times("](NNe", 20_000)).Op("e\u0085q\u0000ccollections\nOrderedDict\nq\u0001").Op(Times("h\u0001h\u0000R", 20_000)).Op("."),
        ["a list that grows between the OrderedDicts of it"] = () => new PickleScript().Proto().Op("]q\u0000\u0085q\u0002ccollections\nOrderedDict\nq\u0001").Op(Times("h\u0000NN\u0086ah\u0001h\u0002R", 20_000)).Op("."),
        ["tensors of 64 dimensions from one tuple of arguments"] = () => Arguments(64).Op(Times("h\u0001h\u0002R", 100_000)).Op("."),
        ["tensors by the hundred thousand"] = () => Arguments(0).Op(Times("h\u0001h\u0002R", 100_000)).Op("."),
        ["storages of one key of a megabyte"] = () => new PickleScript().Proto().Op("(").Text("storage").Global("torch", "FloatStorage").Text(new string('k', 1_000_000)).Text("cpu").Int(1).Op("tq\u0000").Op(Times("h\u0000Q", 100_000)).Op("."),
        ["storages by the hundred thousand"] = () => Storages(100_000),
        ["tuples of the last tuple twice"] = () => new PickleScript().Proto().Op(")").Op(Times("q\u0000h\u0000\u0086", 200_000)).Op("."),
        ["a dict in itself"] = () => new PickleScript().Proto().Op("}q\u0000").Op(Times("(h\u0000h\u0000u", 200_000)).Op("."),
        ["a list in itself"] = () => new PickleScript().Proto().Op("]q\u0000").Op(Times("(h\u0000h\u0000h\u0000e", 200_000)).Op("."),
        ["states built on a dict"] = () => new PickleScript().Proto().Op("}q\u0000").Op(Times("h\u0000b", 300_000)).Op("K\u0001."),
        ["lists, one a byte"] = () => new PickleScript().Proto().Op(Times("]", 900_000)).Op("."),
        ["a dict of one tensor under many names"] = () => SharedTensor(20_000),
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void A_pickle_that_builds_more_than_its_bytes_is_refused_within_its_size(string kind)
    {
        var script = Scripts[kind]();
        foreach (byte[] file in new[] { script.Zip(("0", new byte[4096])), script.Legacy(("0", new byte[4096])) })
        {
            AssertRefusedWithin(file);
        }
    }

    [Fact]
    public void The_refusal_of_shared_pairs_says_what_is_wrong()
    {
        byte[] file = Scripts["OrderedDicts of one list of pairs"]().Zip();
        Assert.Contains("again and again", Assert.Throws<WeightsFormatException>(() => PthFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_a_zip_file_are_counted_before_they_are_listed()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int member = 0; member < 60_000; member++)
            {
                archive.CreateEntry($"{member}");
            }
        }

        Assert.Contains("more than 50000 members", AssertRefusedWithin(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_claims_more_than_the_file_has_is_refused()
    {
        byte[] file = new PickleScript().Proto().Op("}.").Zip();
        int line = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(file.AsSpan(line + 20), 0x4000_0000);
        BitConverter.TryWriteBytes(file.AsSpan(line + 24), 0x4000_0000);
        Assert.Contains("claims 1073741824 bytes", AssertRefusedWithin(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{{0}}}", "\"{0}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")]
    [InlineData("{{\"__metadata__\":{{{0}}}}}", "\"{0}\":\"\"")]
    public void Entries_of_a_safetensors_header_are_counted(string frame, string entry)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        string entries = string.Join(',', Enumerable.Range(0, 200_000).Select(i => string.Format(invariant, entry, i)));
        byte[] json = Encoding.UTF8.GetBytes(string.Format(invariant, frame, entries));
        Assert.Contains("more than 50000 entries", AssertRefusedWithin([.. BitConverter.GetBytes((long)json.Length), .. json]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil\u001b]0;title\u0007", "evil\\u001B]0;title\\u0007")]
    [InlineData("two\nlines", "two\\u000Alines")]
    [InlineData("right\u202eto left", "right\\u202Eto left")]
    public void Names_out_of_files_are_shown_without_characters_that_steer_a_terminal(string name, string shown)
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{{System.Text.Json.JsonSerializer.Serialize(name)}:{{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}}}");
        var tensors = Assert.Throws<WeightsFormatException>(() => SafetensorsFile.Read((byte[])[.. BitConverter.GetBytes((long)json.Length), .. json, 0]));
        Assert.Contains($"'{shown}'", tensors.Message, StringComparison.Ordinal);

        var pickled = Assert.Throws<WeightsFormatException>(() => PthFile.Read(new PickleScript().Proto().Op("}(").Text(name).Op("K\u0001u.").Zip()));
        Assert.Contains($"'{shown}'", pickled.Message, StringComparison.Ordinal);

        var mismatch = new WeightsMismatchException([], [name, new string('x', 1000)], []);
        Assert.Contains(shown, mismatch.Message, StringComparison.Ordinal);
        Assert.InRange(mismatch.Message.Length, 1, 400);
    }

    [Fact]
    public void Random_programs_of_allowed_opcodes_are_read_or_refused_within_their_size()
    {
        string[] opcodes =
        [
            "N", "\u0088", "K\u0001", "M\u0001\u0001", "J\u0001\u0000\u0000\u0000", "\u008a\u0000", "\u008a\u0001\u0005", "\u008b\u0001\u0000\u0000\u0000\u0007", "G\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
            "U\u0001a", "U\u00010", "X\u0003\u0000\u0000\u0000cpu", "U\u0007storage", "(", "}", "]", ")", "t", "\u0085", "\u0086", "\u0087", "q\u0000", "q\u0001", "q\u0002", "\u0094", "h\u0000", "h\u0001", "h\u0002",
            "ccollections\nOrderedDict\n", Rebuild, "ctorch\nFloatStorage\n", "Q", "R", "b", "s", "u", "a", "e", "(K\u0001t", "NN\u0086",
        ];
        var random = new Random(20_261_201);
        for (int round = 0; round < 20_000; round++)
        {
            var script = new PickleScript().Proto();
            for (int length = random.Next(1, 200); length > 0; length--)
            {
                // A value now and then, or most programs would end at an empty stack.
                script.Op(random.Next(3) == 0 ? "]" : opcodes[random.Next(opcodes.Length)]);
            }

            ReadWithin(round % 2 == 0 ? script.Op(".").Zip(("0", new byte[4])) : script.Op(".").Legacy(("0", new byte[4])));
        }
    }

    [Fact]
    public void Files_with_bytes_changed_moved_and_repeated_are_read_or_refused_within_their_size()
    {
        var script = new PickleScript().Proto().Op("}(").Text("a").Tensor("0", 2, 0, [2], [1]).Text("b").Tensor("1", 2, 0, [2, 1], [1, 1]).Op("u.");
        var old = new PickleScript().Proto().Op("}(").Text("a").Tensor("0", 2, 0, [2], [1], isLegacy: true).Op("u.");
        byte[] safetensors = SafetensorsFile.ToBytes(new StateDict(
            [new WeightTensor("features.0.weight", WeightDType.F32, [2, 3], new byte[24]), new WeightTensor("count", WeightDType.I64, [], new byte[8])],
            new Dictionary<string, string> { ["format"] = "pt" }));
        var random = new Random(20_261_202);
        foreach (byte[] sound in new[] { script.Zip(("0", new byte[8]), ("1", new byte[8])), old.Legacy(("0", new byte[8])), safetensors })
        {
            for (int round = 0; round < 5_000; round++)
            {
                ReadWithin(Mutated(sound, random));
            }
        }
    }

    private static byte[] Mutated(byte[] sound, Random random)
    {
        List<byte> file = [.. sound];
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int at = random.Next(file.Count);
            int length = Math.Min(random.Next(1, 40), file.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1 when file.Count > 64:
                    file.RemoveRange(at, length);
                    break;
                case 2:
                    file.InsertRange(random.Next(file.Count), file.GetRange(at, length));
                    break;
                default:
                    // Lengths and counts at their ends.
                    file[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F;
                    break;
            }
        }

        return [.. file];
    }

    private static void ReadWithin(byte[] file)
    {
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            WeightsFile.Read(file);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (MostBytesPerFileByte * file.Length));
        }
        catch (WeightsFormatException)
        {
        }
    }

    private static string AssertRefusedWithin(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<WeightsFormatException>(() => WeightsFile.Read(file)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (MostBytesPerFileByte * file.Length));
        Assert.InRange(message.Length, 1, 500);
        return message;
    }

    private static PickleScript Pairs(int count) => new PickleScript().Proto().Op("](").Op(Times("NN\u0086", count)).Op("e");

    /// <summary>The rebuild function in memo 1, its arguments in memo 2.</summary>
    private static PickleScript Arguments(int rank) => new PickleScript().Proto().Op($"{Rebuild}q\u0001(").Storage("0", 1).Int(0)
        .Tuple([.. Enumerable.Repeat(1, rank)]).Tuple([.. Enumerable.Repeat(1, rank)]).Raw(0x89).Op("}tq\u0002");

    private static PickleScript Storages(int count)
    {
        var script = new PickleScript().Proto();
        for (int key = 0; key < count; key++)
        {
            script.Storage($"{key}", 1);
        }

        return script.Op(".");
    }

    private static PickleScript SharedTensor(int count)
    {
        var script = new PickleScript().Proto().Tensor("0", 1024, 0, [1024], [1]).Op("q\u0000}(");
        for (int name = 0; name < count; name++)
        {
            script.Text($"{name}").Op("h\u0000");
        }

        return script.Op("u.");
    }

    private static string Times(string opcodes, int count) => new StringBuilder(opcodes.Length * count).Insert(0, opcodes, count).ToString();
}
