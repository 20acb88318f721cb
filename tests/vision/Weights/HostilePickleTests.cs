using BirdGrid.Vision.Weights;
using CsCheck;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>Pickles made to run code, to eat memory or to crash a reader: each is refused, and nothing of it happens.</summary>
public sealed class HostilePickleTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("collections", "OrderedDict.__reduce__")]
    public void A_global_that_is_not_on_the_list_is_refused_by_name(string module, string name)
    {
        var byGlobal = new PickleScript().Proto().Global(module, name).Op("(").Text("touch /tmp/pwned").Op("tR.");
        AssertRefused(byGlobal, $"{module}.{name}");

        var byStack = new PickleScript().Proto(4).Text(module).Text(name).Raw(0x93).Op("(").Text("touch /tmp/pwned").Op("tR.");
        AssertRefused(byStack, $"{module}.{name}");
    }

    [Fact]
    public void A_hostile_call_hidden_in_a_sound_tensor_is_refused()
    {
        var script = new PickleScript().Proto().Op("}(").Text("a").Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("0", 1)
            .Int(0).Tuple(1).Tuple(1).Raw(0x89).Global("os", "system").Op("(").Text("id").Op("tRtRu.");
        AssertRefused(script, "os.system");
    }

    [Fact]
    public void A_hostile_call_behind_the_first_pickle_of_an_old_file_is_refused()
    {
        AssertRefused(new PickleScript().Proto().Global("os", "system").Op("(").Text("id").Op("tR."), "os.system", isLegacy: true);
    }

    [Theory]
    [InlineData("INST", "(ios\nsystem\n.")]
    [InlineData("OBJ", "(o.")]
    [InlineData("NEWOBJ", "\u0081.")]
    [InlineData("EXT1", "\u0082\u0001.")]
    [InlineData("PERSID", "Pstorage\n.")]
    [InlineData("BINBYTES8", "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.")]
    [InlineData("BYTEARRAY8", "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.")]
    [InlineData("DUP", "}2.")]
    [InlineData("INT", "I1\n.")]
    public void An_opcode_that_tensors_do_not_need_is_refused(string name, string opcodes)
    {
        Assert.NotEmpty(name);
        AssertRefused(new PickleScript().Proto().Op(opcodes), "opcode 0x");
    }

    [Theory]
    [InlineData("a string of 4 GiB", "X\u00ff\u00ff\u00ff\u00ff", "ends inside")]
    [InlineData("a number of 2 GiB", "\u008b\u00ff\u00ff\u00ff\u007f.", "ends inside")]
    [InlineData("a number of a negative length", "\u008b\u00ff\u00ff\u00ff\u00ff.", "ends inside")]
    [InlineData("a number of more bytes than are left", "\u008a\u0009abc", "ends inside")]
    [InlineData("a string of 8 EiB", "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "ends inside")]
    [InlineData("a string of more bytes than are left", "U\u0009abc", "ends inside")]
    [InlineData("a string that is not UTF-8", "U\u0001\u00ff.", "UTF-8")]
    [InlineData("a name without an end", "cos", "does not end")]
    [InlineData("no STOP", "}", "ends inside")]
    [InlineData("STOP on an empty stack", ".", "empty stack")]
    [InlineData("a value taken from under an open group", "}(.", "empty stack")]
    [InlineData("a group that was never opened", "t.", "did not open")]
    [InlineData("a memo that was never set", "h\u0005.", "never set")]
    [InlineData("memo of an empty stack", "q\u0005.", "empty stack")]
    [InlineData("a key without a value", "}(Nu.", "without a value")]
    [InlineData("items set on a number", "K\u0001(NNu.", "container")]
    [InlineData("items appended to a dict", "}(Ne.", "container")]
    [InlineData("state built on a number", "K\u0001}b.", "container")]
    [InlineData("a call of a number", "K\u0001)R.", "not callable")]
    [InlineData("a call of a storage class", "ctorch\nFloatStorage\n)R.", "not callable")]
    [InlineData("a call without a tuple", "ccollections\nOrderedDict\nNR.", "tuple")]
    [InlineData("a rebuild without arguments", "ctorch._utils\n_rebuild_tensor_v2\n)R.", "arguments")]
    [InlineData("a persistent id that is text", "U\u0003abcQ.", "persistent id")]
    [InlineData("a global whose name is a number", "K\u0001K\u0002\u0093.", "not text")]
    [InlineData("an unknown protocol", "\u0080\u0009}.", "protocol 9")]
    public void A_malformed_pickle_is_refused_with_the_reason(string what, string opcodes, string reason)
    {
        Assert.NotEmpty(what);
        AssertRefused(new PickleScript().Proto().Op(opcodes), reason);
    }

    [Fact]
    public void Memos_that_double_a_structure_over_and_over_cost_no_more_than_their_bytes()
    {
        // Each round makes a tuple of the last one twice: 2^100000 leaves if anything ever walked them.
        var script = new PickleScript().Proto().Op(")");
        for (int round = 0; round < 100_000; round++)
        {
            script.Op("q\u0000h\u0000").Raw(0x86);
        }

        AssertRefused(script.Op("."), "root");
    }

    [Fact]
    public void More_opcodes_than_any_network_needs_are_refused()
    {
        AssertRefused(new PickleScript().Proto().Op(new string('}', 1_000_001)), "more than 1000000 opcodes");
    }

    [Fact]
    public void Mutated_and_truncated_files_throw_nothing_but_format_errors()
    {
        var script = new PickleScript().Proto().Op("}(").Text("a").Tensor("0", 2, 0, [2], [1]).Text("b").Tensor("1", 2, 0, [2, 1], [1, 1]).Op("u.");
        var old = new PickleScript().Proto().Op("}(").Text("a").Tensor("0", 2, 0, [2], [1], isLegacy: true).Op("u.");
        foreach (byte[] sound in new[] { script.Zip(("0", new byte[8]), ("1", new byte[8])), old.Legacy(("0", new byte[8])) })
        {
            Assert.NotEmpty(PthFile.Read(sound).Tensors);
            Gen.Select(Gen.Int[0, 3 * sound.Length], Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).List[0, 4]).Sample(
                mutation =>
                {
                    byte[] file = [.. sound];
                    foreach (var (position, value) in mutation.Item2)
                    {
                        file[position] = value;
                    }

                    try
                    {
                        PthFile.Read(file.AsMemory(0, Math.Min(file.Length, mutation.Item1)));
                    }
                    catch (WeightsFormatException)
                    {
                    }
                },
                iter: 20_000);
        }
    }

    private static void AssertRefused(PickleScript script, string reason, bool isLegacy = false)
    {
        byte[] file = isLegacy ? script.Legacy() : script.Zip();
        var error = Assert.Throws<WeightsFormatException>(() => PthFile.Read(file));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
