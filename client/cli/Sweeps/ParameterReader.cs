using BirdGrid.Cli.Commands;
using BirdGrid.V1;
using YamlDotNet.RepresentationModel;

namespace BirdGrid.Cli.Sweeps;

/// <summary>Reads what trials differ in: a list of values, or a range.</summary>
/// <param name="section">The section <c>parameters</c>.</param>
/// <param name="folder">Folder that files are named from: the specification's.</param>
internal sealed class ParameterReader(YamlSection section, string folder)
{
    private const string Uniform = "uniform";
    private const string LogUniform = "log_uniform";

    /// <summary>Reads every parameter.</summary>
    /// <exception cref="SweepSpecException">One is wrong.</exception>
    public IEnumerable<SweepParameter> Read() => section.Entries.Select(entry => Read(entry.Key, entry.Value));

    private SweepParameter Read(YamlScalarNode key, YamlNode value)
    {
        var parameter = new SweepParameter { Name = key.Value == "optimiser" ? "optimizer" : YamlValue.ToOptionName(key.Value!) };
        switch (value)
        {
            case YamlSequenceNode { Children.Count: > 0 } values:
                parameter.Values.AddRange(values.Children.Select(node => Value(key, parameter.Name, node)));
                return parameter;
            case YamlMappingNode mapping:
                parameter.Range = Range(key, parameter.Name, mapping);
                return parameter;
            default:
                throw section.Error(value, $"{key.Value} needs a list of values, or a range: {{{LogUniform}: [LOW, HIGH]}} or {{{Uniform}: [LOW, HIGH]}}.");
        }
    }

    private SweepRange Range(YamlScalarNode key, string name, YamlMappingNode mapping)
    {
        if (mapping.Children.Count != 1 || mapping.Children[0] is not { Key: YamlScalarNode { Value: Uniform or LogUniform } kind, Value: YamlSequenceNode { Children: [var first, var second] } })
        {
            throw section.Error(mapping, $"the range of {key.Value} has to be {{{LogUniform}: [LOW, HIGH]}} or {{{Uniform}: [LOW, HIGH]}}.");
        }

        double low = Bound(key, name, first);
        double high = Bound(key, name, second);
        bool isLogarithmic = kind.Value == LogUniform;
        if (low >= high || (isLogarithmic && low <= 0))
        {
            throw section.Error(first, $"the range of {key.Value} has to rise{(isLogarithmic ? ", from above 0" : string.Empty)}.");
        }

        return new SweepRange { Low = low, High = high, Logarithmic = isLogarithmic };
    }

    private double Bound(YamlScalarNode key, string name, YamlNode node)
    {
        double bound = section.NumberOf(node, $"the range of {key.Value}", double.MinValue, double.MaxValue);
        OptionCheck.Require(section, key, name, node, YamlValue.ToSetting(section, node));
        return bound;
    }

    private SweepValue Value(YamlScalarNode key, string name, YamlNode node)
    {
        if (name is "augmentation" or "recipe")
        {
            return NamedOrFile(name, node);
        }

        string setting = YamlValue.ToSetting(section, node);
        if (!OptionCheck.OtherNames.Contains(name))
        {
            OptionCheck.Require(section, key, name, node, setting);
        }

        return new SweepValue { Label = setting };
    }

    private SweepValue NamedOrFile(string name, YamlNode node)
    {
        string text = section.TextOf(node, name);
        if (!NameOrFile.IsFile(text))
        {
            return new SweepValue { Label = text };
        }

        return new SweepValue { Label = Path.GetFileNameWithoutExtension(text), Content = SpecFiles.Read(section, folder, node, name, text) };
    }
}
