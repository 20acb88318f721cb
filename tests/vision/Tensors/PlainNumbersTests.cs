using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using BirdGrid.Vision.Training;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Tensors;

/// <summary>
/// Looks through compiled code for operations that are given a number which nobody holds on to (HeldScalars says what happens then): methods that make a
/// TorchSharp scalar of a number, and calls of TorchSharp's methods that make one themselves.
/// </summary>
public sealed class PlainNumbersTests
{
    /// <summary>Where scalars live until the operation has ended.</summary>
    private const string Holder = "HeldScalars";

    /// <summary>Augmentation on a device, which no session uses yet.</summary>
    private const string NoSession = "BirdGrid.Vision.Augmentation";

    private static readonly Dictionary<short, OpCode> Operations =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(operation => operation.Value);

    [Fact]
    public void No_operation_is_given_a_number_that_the_collector_may_free_meanwhile()
    {
        var torch = Calls(typeof(Scalar).Assembly).ToList();
        var makers = torch.Where(call => MakesScalar(call.Callee) && call.Caller.DeclaringType != typeof(Scalar)).Select(call => call.Caller).ToHashSet();
        Assert.NotEmpty(makers);
        for (int known = 0; known < makers.Count;)
        {
            known = makers.Count;
            makers.UnionWith(torch.Where(call => makers.Contains(call.Callee)).Select(call => call.Caller).ToList());
        }

        var found = Calls(typeof(Learner).Assembly)
            .Where(call => MakesScalar(call.Callee) || makers.Contains(call.Callee))
            .Where(call => call.Caller.DeclaringType is { } type && type.Name != Holder && type.Namespace != NoSession)
            .Select(call => $"{call.Caller.DeclaringType}.{call.Caller.Name} gives a number to {call.Callee.DeclaringType}.{call.Callee}").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static bool MakesScalar(MethodBase method) => method.Name == "op_Implicit" && method.DeclaringType == typeof(Scalar);

    private static IEnumerable<(MethodBase Caller, MethodBase Callee)> Calls(Assembly assembly)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return from type in assembly.GetTypes()
               from caller in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared))
               let code = caller.GetMethodBody()?.GetILAsByteArray()
               where code is not null
               from token in Callees(code)
               let callee = caller.Module.ResolveMethod(token, type.IsGenericType ? type.GetGenericArguments() : null, caller.IsGenericMethod ? caller.GetGenericArguments() : null)
               select (caller, callee);
    }

    private static IEnumerable<int> Callees(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == OpCodes.Prefix1.Value)
            {
                value = unchecked((short)((value << 8) | code[at++]));
            }

            var operation = Operations[value];
            if (operation.OperandType == OperandType.InlineMethod)
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))),
                _ => 4,
            };
        }
    }
}
