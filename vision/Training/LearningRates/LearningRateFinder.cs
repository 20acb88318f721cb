using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Learning-rate range test: trains a network that is thrown away for some steps at exponentially rising rates, and looks at where the loss falls
/// fastest and where it starts to rise. Smith 2017, "Cyclical Learning Rates for Training Neural Networks", arXiv:1506.01186; smoothing and stop
/// are Howard's and Gugger's (fastai).
/// <code>
/// using var learner = LearningRateFinder.CreateLearner(backbone, options, range);
/// var finder = new LearningRateFinder(range);
/// while (!finder.IsFinished)
/// {
///     finder.Add(learner.TrainImages(...).MeanLoss);
/// }
/// </code>
/// </summary>
/// <param name="range">Rates to try.</param>
public sealed class LearningRateFinder(LearningRateRange range)
{
    private const double Smoothing = 0.9;

    /// <summary>The search ends once the smoothed loss is this many times the smallest one.</summary>
    private const double DivergenceFactor = 4;

    /// <summary>The minimum itself is on the verge of diverging: a tenth of it is safe.</summary>
    private const double MinimumDivisor = 10;

    /// <summary>Steps at the start whose smoothed losses still follow single batches.</summary>
    private const int SettlingSteps = 5;

    private readonly List<LearningRatePoint> points = [];
    private double runningSum;

    /// <summary>What was tried so far, lowest rate first.</summary>
    public IReadOnlyList<LearningRatePoint> Points => points;

    /// <summary>Whether all rates were tried or the loss has diverged.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the search ended before the highest rate because the loss rose out of bounds.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>The rate at which the smoothed loss falls fastest on a logarithmic scale of rates, before its minimum; null where it never falls.</summary>
    public double? SteepestRate
    {
        get
        {
            int minimum = MinimumIndex;
            int steepest = -1;
            double steepestSlope = 0;
            for (int i = SettlingSteps; i < minimum; i++)
            {
                double slope = points[i + 1].SmoothedLoss - points[i - 1].SmoothedLoss;
                if (slope < steepestSlope)
                {
                    steepestSlope = slope;
                    steepest = i;
                }
            }

            return steepest < 0 ? null : points[steepest].Rate;
        }
    }

    /// <summary>A tenth of the rate at which the smoothed loss is smallest; null where it never falls.</summary>
    public double? TenthOfMinimumRate => MinimumIndex > SettlingSteps ? points[MinimumIndex].Rate / MinimumDivisor : null;

    private int MinimumIndex
    {
        get
        {
            int minimum = Math.Min(SettlingSteps, points.Count - 1);
            for (int i = SettlingSteps + 1; i < points.Count; i++)
            {
                minimum = points[i].SmoothedLoss < points[minimum].SmoothedLoss ? i : minimum;
            }

            return minimum;
        }
    }

    /// <summary>
    /// A learner whose steps have the range's rates. Schedule, warm-up, gradual unfreezing and averaging of the options do not act in it;
    /// everything else does.
    /// </summary>
    /// <param name="backbone">The network with its starting weights; its weights are spoilt.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="range">Rates to try.</param>
    /// <param name="device">Where to learn; the CPU by default.</param>
    /// <param name="classCounts">Training photos of each class; needed where the options balance classes by weights.</param>
    /// <exception cref="InvalidTrainingOptionException">A value is out of its range.</exception>
    public static Learner CreateLearner(
        Backbone backbone, TrainingOptions options, LearningRateRange range, Device? device = null, IReadOnlyList<int>? classCounts = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(range);
        range.Validate();
        return new Learner(backbone, options with { Unfreezing = null, EmaDecay = 0 }, stepsPerEpoch: range.Steps, device, classCounts) { RateAt = range.RateAt };
    }

    /// <summary>Takes the mean loss of the next step.</summary>
    /// <param name="loss">Not finite where the step diverged.</param>
    /// <exception cref="InvalidOperationException">The search is finished.</exception>
    public void Add(double loss)
    {
        if (IsFinished)
        {
            throw new InvalidOperationException("The search is finished.");
        }

        if (!double.IsFinite(loss))
        {
            (IsFinished, HasDiverged) = (true, true);
            return;
        }

        runningSum = (Smoothing * runningSum) + ((1 - Smoothing) * loss);
        double smoothed = runningSum / (1 - Math.Pow(Smoothing, points.Count + 1));
        points.Add(new LearningRatePoint(range.RateAt(points.Count), loss, smoothed));
        HasDiverged = points.Count > SettlingSteps && smoothed > DivergenceFactor * points[MinimumIndex].SmoothedLoss;
        IsFinished = HasDiverged || points.Count == range.Steps;
    }
}
