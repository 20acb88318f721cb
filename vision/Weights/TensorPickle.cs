using System.Runtime.InteropServices;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// A stack machine for the few pickle opcodes that <c>torch.save</c> writes for a dict of tensors. It builds inert records and calls nothing:
/// a name outside <see cref="PickleGlobals"/> or an opcode outside this list ends the reading. Each opcode costs the file at least a byte and
/// makes at most one small object, and what is put into containers is counted (<see cref="PickleBudget"/>), so time and memory are bounded by the file.
/// </summary>
internal sealed class TensorPickle
{
    private readonly PickleBytes bytes;
    private readonly PickleReductions reductions;
    private readonly PickleBudget budget;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];

    private TensorPickle(PickleBytes bytes, PickleReductions reductions, PickleBudget budget)
    {
        this.bytes = bytes;
        this.reductions = reductions;
        this.budget = budget;
    }

    /// <summary>Reads one pickle to its STOP and leaves the cursor behind it.</summary>
    /// <exception cref="WeightsFormatException">It is malformed or holds something other than tensors.</exception>
    public static object? Read(PickleBytes bytes, PickleReductions reductions, PickleBudget budget) => new TensorPickle(bytes, reductions, budget).Run();

    private object? Run()
    {
        while (true)
        {
            budget.TakeOpcode();
            byte opcode = bytes.Byte();
            if (opcode == '.')
            {
                return Pop();
            }

            if (!PushConstant(opcode) && !PushContainer(opcode) && !UseMemo(opcode))
            {
                Act(opcode);
            }
        }
    }

    private bool PushConstant(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N': // NONE
                stack.Add(null);
                return true;
            case 0x88: // NEWTRUE
                stack.Add(true);
                return true;
            case 0x89: // NEWFALSE
                stack.Add(false);
                return true;
            case (byte)'J': // BININT
                stack.Add((long)bytes.Int32());
                return true;
            case (byte)'K': // BININT1
                stack.Add((long)bytes.Byte());
                return true;
            case (byte)'M': // BININT2
                stack.Add((long)bytes.UInt16());
                return true;
            case 0x8a: // LONG1
                stack.Add(bytes.Integer(bytes.Byte()));
                return true;
            case 0x8b: // LONG4
                stack.Add(bytes.Integer(bytes.UInt32()));
                return true;
            case (byte)'G': // BINFLOAT
                stack.Add(bytes.BigEndianDouble());
                return true;
            case (byte)'U': // SHORT_BINSTRING
            case 0x8c: // SHORT_BINUNICODE
                stack.Add(bytes.Text(bytes.Byte()));
                return true;
            case (byte)'T': // BINSTRING
            case (byte)'X': // BINUNICODE
                stack.Add(bytes.Text(bytes.UInt32()));
                return true;
            case 0x8d: // BINUNICODE8
                stack.Add(bytes.Text(bytes.UInt64()));
                return true;
            default:
                return false;
        }
    }

    private bool PushContainer(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': // MARK
                marks.Push(stack.Count);
                return true;
            case (byte)'}': // EMPTY_DICT
                stack.Add(new PickleDict());
                return true;
            case (byte)']': // EMPTY_LIST
                stack.Add(new PickleList());
                return true;
            case (byte)')': // EMPTY_TUPLE
                stack.Add(new PickleTuple([]));
                return true;
            case (byte)'t': // TUPLE
                stack.Add(new PickleTuple(PopToMark()));
                return true;
            case 0x85: // TUPLE1
            case 0x86: // TUPLE2
            case 0x87: // TUPLE3
                stack.Add(new PickleTuple(PopMany(opcode - 0x84)));
                return true;
            default:
                return false;
        }
    }

    private bool UseMemo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': // BINPUT
                memo[bytes.Byte()] = Peek();
                return true;
            case (byte)'r': // LONG_BINPUT
                memo[bytes.UInt32()] = Peek();
                return true;
            case 0x94: // MEMOIZE
                memo[(uint)memo.Count] = Peek();
                return true;
            case (byte)'h': // BINGET
                stack.Add(Recall(bytes.Byte()));
                return true;
            case (byte)'j': // LONG_BINGET
                stack.Add(Recall(bytes.UInt32()));
                return true;
            default:
                return false;
        }
    }

    private void Act(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                byte protocol = bytes.Byte();
                if (protocol is < 2 or > 5)
                {
                    throw new WeightsFormatException($"The pickle has protocol {protocol}; 2 to 5 are read.");
                }

                break;
            case 0x95: // FRAME: a hint for buffered readers
                bytes.UInt64();
                break;
            case (byte)'c': // GLOBAL
                string module = bytes.Line();
                stack.Add(PickleGlobals.Resolve(module, bytes.Line()));
                break;
            case 0x93: // STACK_GLOBAL
                object?[] path = PopMany(2);
                stack.Add(path is [string from, string name]
                    ? PickleGlobals.Resolve(from, name)
                    : throw new WeightsFormatException("The pickle has a global whose name is not text."));
                break;
            case (byte)'Q': // BINPERSID
                stack.Add(reductions.Storage(Pop()));
                break;
            case (byte)'R': // REDUCE
                object?[] call = PopMany(2);
                stack.Add(reductions.Apply(call[0], call[1]));
                break;
            case (byte)'b': // BUILD: state_dict's _metadata, which nothing here needs
                Pop();
                Top<PickleDict>("BUILD");
                break;
            case (byte)'s': // SETITEM
                AddEntries(PopMany(2));
                break;
            case (byte)'u': // SETITEMS
                AddEntries(PopToMark());
                break;
            case (byte)'a': // APPEND
                object? item = Pop();
                budget.TakeItems(1);
                Top<PickleList>("APPEND").Items.Add(item);
                break;
            case (byte)'e': // APPENDS
                object?[] items = PopToMark();
                Top<PickleList>("APPENDS").Items.AddRange(items);
                break;
            default:
                throw new WeightsFormatException(
                    $"The pickle has opcode 0x{opcode:x2} at byte {bytes.Position - 1}, which a dict of tensors does not need.");
        }
    }

    private void AddEntries(object?[] keysAndValues)
    {
        var dict = Top<PickleDict>("SETITEMS");
        if (keysAndValues.Length % 2 != 0)
        {
            throw new WeightsFormatException("The pickle sets a key without a value.");
        }

        for (int i = 0; i < keysAndValues.Length; i += 2)
        {
            dict.Entries.Add(new(keysAndValues[i], keysAndValues[i + 1]));
        }
    }

    private object? Peek() => stack.Count > Floor ? stack[^1] : throw Underflow();

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (stack.Count - Floor < count)
        {
            throw Underflow();
        }

        object?[] popped = CollectionsMarshal.AsSpan(stack)[^count..].ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return popped;
    }

    private object?[] PopToMark()
    {
        int count = stack.Count - Floor;
        if (!marks.TryPop(out _))
        {
            throw new WeightsFormatException("The pickle closes a group that it did not open.");
        }

        budget.TakeItems(count);
        object?[] popped = CollectionsMarshal.AsSpan(stack)[^count..].ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return popped;
    }

    private T Top<T>(string opcodeName) =>
        Peek() is T value ? value : throw new WeightsFormatException($"The pickle applies {opcodeName} to something other than a container.");

    private object? Recall(uint key) =>
        memo.TryGetValue(key, out object? value) ? value : throw new WeightsFormatException($"The pickle recalls memo {key}, which was never set.");

    /// <summary>Values below the innermost open group are not to be touched.</summary>
    private int Floor => marks.TryPeek(out int mark) ? mark : 0;

    private static WeightsFormatException Underflow() => new("The pickle takes a value from an empty stack.");
}
