namespace BirdGrid.Vision.Training;

/// <summary>What a photo of each class weighs, from how many training photos the classes have.</summary>
public static class ClassWeights
{
    /// <summary>
    /// (1 - beta) / (1 - beta^n) for a class of n photos (Cui et al. 2019, arXiv:1901.05555), scaled so that the mean over the training photos is 1:
    /// the loss keeps its size. A class without photos gets 0.
    /// </summary>
    /// <param name="photoCounts">Training photos of each class, not negative.</param>
    /// <param name="beta">0 to 1; 1 is the inverse frequency.</param>
    /// <returns>A weight for each class.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Beta is outside its range.</exception>
    /// <exception cref="ArgumentException">There is no photo, or a count is negative.</exception>
    public static double[] Of(IReadOnlyList<int> photoCounts, double beta)
    {
        ArgumentNullException.ThrowIfNull(photoCounts);
        if (!(beta is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "Beta must lie in 0 to 1.");
        }

        long photos = photoCounts.Sum(count => count < 0 ? throw new ArgumentException($"A class has {count} photos.", nameof(photoCounts)) : (long)count);
        if (photos == 0)
        {
            throw new ArgumentException("There are no photos to weigh classes by.", nameof(photoCounts));
        }

        double[] weights = [.. photoCounts.Select(count => count == 0 ? 0 : 1 / EffectiveNumber(count, beta))];
        double mean = weights.Zip(photoCounts, (weight, count) => weight * count).Sum() / photos;
        return [.. weights.Select(weight => weight / mean)];
    }

    private static double EffectiveNumber(int count, double beta) => beta == 1 ? count : (1 - Math.Pow(beta, count)) / (1 - beta);
}
