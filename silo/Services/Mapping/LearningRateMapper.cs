using BirdGrid.Grains;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Training;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Learning-rate searches from and to protobuf.</summary>
internal static class LearningRateMapper
{
    /// <summary>Fills the gaps and checks every value.</summary>
    /// <exception cref="RefusedException">A value is unknown or out of range.</exception>
    public static LearningRateRequest ToGrain(this V1.FindLearningRateRequest request)
    {
        if (request.Spec is null)
        {
            throw new RefusedException("spec-missing", "A search needs a specification of what would be trained.");
        }

        var defaults = new LearningRateRange();
        var range = new LearningRateRange
        {
            Lowest = request.HasLowest ? request.Lowest : defaults.Lowest,
            Highest = request.HasHighest ? request.Highest : defaults.Highest,
            Steps = request.HasSteps ? request.Steps : defaults.Steps,
        };
        try
        {
            range.Validate();
        }
        catch (InvalidTrainingOptionException wrong)
        {
            throw new RefusedException("bad-learning-rate-range", wrong.Message);
        }

        return new LearningRateRequest(request.Spec.ToGrain(), range.Lowest, range.Highest, range.Steps);
    }

    /// <summary>What is new in a search.</summary>
    /// <param name="search">The search.</param>
    /// <param name="seen">Steps that were sent before.</param>
    public static V1.LearningRateSearch ToProto(this LearningRateSearch search, int seen)
    {
        var proto = new V1.LearningRateSearch { Message = search.Message, Done = search.IsDone, Diverged = search.HasDiverged };
        proto.Points.AddRange(search.Samples.Skip(seen).Select(s => new V1.LearningRatePoint { Rate = s.Rate, Loss = s.Loss, SmoothedLoss = s.SmoothedLoss }));
        if (search.SteepestRate is { } steepest)
        {
            proto.SteepestRate = steepest;
        }

        if (search.TenthOfMinimumRate is { } tenth)
        {
            proto.TenthOfMinimumRate = tenth;
        }

        return proto;
    }
}
