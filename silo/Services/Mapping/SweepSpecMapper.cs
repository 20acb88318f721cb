using BirdGrid.Grains;
using BirdGrid.Grains.Sweeps;
using BirdGrid.Vision.Training;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>A sweep's specification to the plan of its trials.</summary>
internal static class SweepSpecMapper
{
    private const int MaximumParameters = 16;
    private const int MaximumReductionFactor = 16;
    private const int DefaultReductionFactor = 3;

    /// <summary>Chooses the trials and checks each of them.</summary>
    /// <exception cref="RefusedException">A value is unknown or out of range; the message names the field.</exception>
    public static SweepPlan ToGrain(this V1.SweepSpec spec)
    {
        var training = spec.Base ?? throw new RefusedException("base-missing", "base: a sweep needs the specification that its trials share.");
        GridNames.Require(training.Model, "model (base.model)");
        GridNames.Require(training.Dataset, "dataset (base.dataset)");
        var search = Known<SweepSearch>((int)spec.Search, "search", "grid, random or asha");
        var metric = spec.Metric == V1.SweepMetric.Unspecified
            ? SweepMetric.ValidationAccuracy
            : Known<SweepMetric>((int)spec.Metric, "metric", "validation accuracy or validation loss");
        RequireRange(spec.Parallel, 0, SweepPlan.MaximumTrials, "parallel");
        var parameters = Parameters(spec, search);
        var trials = Trials(spec, search, parameters).Select((settings, i) => new TrialPlan(i + 1, settings, TrialSpecMapper.ToGrain(training, settings, spec.Seed, i + 1))).ToList();
        int[] epochs = [.. trials.Select(t => TrainingOptionsJson.Read(t.Spec.OptionsJson).Epochs).Distinct()];
        if (epochs.Length > 1)
        {
            throw new RefusedException("epochs-differ", $"epochs: the trials' recipes plan different numbers ({string.Join(", ", epochs)}); set one for all.");
        }

        RequireRange(epochs[0], 1, SweepPlan.MaximumEpochs / trials.Count, "epochs");
        var plan = new SweepPlan(
            new SweepSettings
            {
                Name = spec.Name.Length == 0 ? training.Model : GridText.Require(spec.Name, "name", "bad-name", GridText.MaximumNameLength),
                Model = training.Model,
                Dataset = training.Dataset,
                DatasetVersion = training.DatasetVersion,
                Epochs = epochs[0],
                Search = search,
                Metric = metric,
                Parallel = spec.Parallel,
                Seed = spec.Seed,
                ReductionFactor = Halving(spec.ReductionFactor, DefaultReductionFactor, 2, MaximumReductionFactor, "reduction_factor", search),
                MinEpochs = Halving(spec.MinEpochs, 1, 1, Math.Max(1, epochs[0] - 1), "min_epochs", search),
                Parameters = [.. parameters.Select(p => p.Name)],
            },
            trials);
        return plan.ToJson().Length <= SweepPlan.MaximumBytes
            ? plan
            : throw new RefusedException("sweep-too-large", $"parameters: the plan of {trials.Count} trials, with the policies in it, takes more than {SweepPlan.MaximumBytes >> 20} MiB. Take fewer trials or shorter policies.");
    }

    private static List<SweepParameter> Parameters(V1.SweepSpec spec, SweepSearch search)
    {
        if (spec.Parameters.Count is 0 or > MaximumParameters)
        {
            throw new RefusedException("parameters-out-of-range", $"parameters: there are {spec.Parameters.Count}; a sweep varies 1 to {MaximumParameters}.");
        }

        if (spec.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new RefusedException("parameter-twice", $"parameters: '{twice.Key}' is there twice.");
        }

        return [.. spec.Parameters.Select(p => Parameter(p, search))];
    }

    private static SweepParameter Parameter(V1.SweepParameter parameter, SweepSearch search)
    {
        string field = $"parameters.{parameter.Name}";
        TrialSpecMapper.RequireVariable(parameter.Name, field);
        if (parameter.Range is null == (parameter.Values.Count == 0))
        {
            throw new RefusedException("parameter-without-values", $"{field}: give it either values or a range.");
        }

        if (parameter.Range is not { } range)
        {
            return new SweepParameter(parameter.Name, [.. parameter.Values.Select(v => new TrialSetting(parameter.Name, v.Label, v.Content.Length == 0 ? null : v.Content))], null);
        }

        if (search == SweepSearch.Grid)
        {
            throw new RefusedException("range-in-grid", $"{field}: a grid needs values; a range is for the searches random and asha.");
        }

        bool isRange = double.IsFinite(range.Low) && double.IsFinite(range.High) && range.Low < range.High && !(range.Logarithmic && range.Low <= 0);
        return isRange
            ? new SweepParameter(parameter.Name, [], new SweepRange(range.Low, range.High, range.Logarithmic))
            : throw new RefusedException("range-out-of-order", $"{field}: {range.Low} to {range.High} is no {(range.Logarithmic ? "logarithmic range: it must rise, from above 0" : "range: it must rise")}.");
    }

    private static IEnumerable<IReadOnlyList<TrialSetting>> Trials(V1.SweepSpec spec, SweepSearch search, List<SweepParameter> parameters)
    {
        if (search != SweepSearch.Grid)
        {
            RequireRange(spec.Trials, 1, SweepPlan.MaximumTrials, "trials");
            return Enumerable.Range(1, spec.Trials).Select(trial => ParameterSpace.Draw(parameters, spec.Seed, trial));
        }

        long size = ParameterSpace.GridSize(parameters);
        if (spec.Trials != 0)
        {
            throw new RefusedException("trials-in-grid", $"trials: a grid tries every combination, here {size}; leave it out, or search at random.");
        }

        return size <= SweepPlan.MaximumTrials
            ? ParameterSpace.Grid(parameters)
            : throw new RefusedException("grid-too-large", $"parameters: the grid has {size} combinations; a sweep has at most {SweepPlan.MaximumTrials} trials. Take fewer values, or search at random.");
    }

    private static int Halving(int value, int byDefault, int lowest, int highest, string field, SweepSearch search)
    {
        if (value == 0)
        {
            return byDefault;
        }

        if (search != SweepSearch.Asha)
        {
            throw new RefusedException("halving-without-asha", $"{field}: only the search asha stops trials early; leave it out.");
        }

        RequireRange(value, lowest, highest, field);
        return value;
    }

    private static T Known<T>(int value, string field, string words)
        where T : struct, Enum =>
        Enum.IsDefined((T)(object)value) ? (T)(object)value : throw new RefusedException($"unknown-{field}", $"{field}: {value} is none; use {words}.");

    private static void RequireRange(int value, int lowest, int highest, string field)
    {
        if (value < lowest || value > highest)
        {
            throw new RefusedException($"{field.Replace('_', '-')}-out-of-range", $"{field}: {value} is not in {lowest} to {highest}.");
        }
    }
}
