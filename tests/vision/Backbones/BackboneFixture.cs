using System.Text.Json;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>One model of backbones.json: torchvision's keys and the values it computes under the formula weights.</summary>
internal sealed class BackboneFixture
{
    private const long InputTensorIndex = 1_000_003;

    private readonly JsonElement model;

    private BackboneFixture(JsonElement model)
    {
        this.model = model;
        Keys = [.. model.GetProperty("keys").EnumerateArray().Select(key =>
            new Key(key[0].GetString()!, [.. key[1].EnumerateArray().Select(side => side.GetInt64())], key[2].GetDouble()))];
    }

    public IReadOnlyList<Key> Keys { get; }

    public float[] Logits16 => Floats("logits16");

    public float[] Pooled16 => Floats("pooled16");

    public double LogitsMean => model.GetProperty("logits_mean").GetDouble();

    public double LogitsStd => model.GetProperty("logits_std").GetDouble();

    public long[] Top5 => [.. model.GetProperty("top5").EnumerateArray().Select(index => index.GetInt64())];

    public long ParameterCount => model.GetProperty("params").GetInt64();

    public double Tolerance => Math.Max(10 * model.GetProperty("f64_max_diff").GetDouble(), 1e-3 * LogitsStd);

    public static BackboneFixture Load(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("fixtures", "backbones.json")));
        return new BackboneFixture(file.RootElement.GetProperty("models").GetProperty(name).Clone());
    }

    /// <summary>float [1, 3, 224, 224].</summary>
    public static Tensor Input() =>
        tensor(Enumerable.Range(0, 3 * 224 * 224).Select(i => (float)(4 * Hash(InputTensorIndex, i))).ToArray(), [1, 3, 224, 224]);

    /// <summary>Overwrites the network's whole state with the formula.</summary>
    public void Fill(Backbone backbone)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        double gain = model.GetProperty("gain").GetDouble();
        var state = backbone.state_dict();
        for (int t = 0; t < Keys.Count; t++)
        {
            var key = Keys[t];
            if (key.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
            {
                state[key.Name].zero_();
                continue;
            }

            var (offset, factor) = Rule(key, gain, state);
            float[] values = new float[key.Shape.Aggregate(1L, (product, side) => product * side)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(offset + (factor * Hash(t, i)));
            }

            Assert.Equal(key.First, values[0], 1e-6);
            state[key.Name].copy_(tensor(values, key.Shape));
        }
    }

    private static (double Offset, double Factor) Rule(Key key, double gain, Dictionary<string, Tensor> state)
    {
        int dot = key.Name.LastIndexOf('.');
        string suffix = key.Name[(dot + 1)..];
        bool isNorm = state.ContainsKey(key.Name[..dot] + ".running_mean");
        long fanIn = key.Shape.Skip(1).Aggregate(1L, (product, side) => product * side);
        return suffix switch
        {
            "running_mean" => (0, 0.2),
            "running_var" => (1, 0.5),
            "weight" when isNorm => (1, 0.2),
            "bias" when isNorm => (0, 0.2),
            "layer_scale" => (1, 0.2),
            "weight" when key.Shape.Length == 1 => (1, 0.2),
            "weight" => (0, 2 * Math.Sqrt(3.0 / fanIn) * gain),
            "bias" => (0, 0.1),
            _ => throw new InvalidOperationException($"No rule for {key.Name}."),
        };
    }

    private static double Hash(long t, long i)
    {
        uint s = unchecked(((uint)i * 1103515245u) + ((uint)t * 12345u) + 42u);
        s ^= s >> 16;
        s = unchecked(s * 2246822519u);
        s ^= s >> 13;
        s = unchecked(s * 3266489917u);
        s ^= s >> 16;
        return ((s >> 16) / 65536.0) - 0.5;
    }

    private float[] Floats(string property) => [.. model.GetProperty(property).EnumerateArray().Select(value => value.GetSingle())];

    internal sealed record Key(string Name, long[] Shape, double First);
}
