using BirdGrid.Grains.Training.DataParallel;

namespace BirdGrid.Grains.Tests.Training.DataParallel;

/// <summary>A device beside others of the same process: its exchange is asked directly, or does not answer as told.</summary>
internal sealed class FakePeer : IGradientPeer
{
    /// <summary>The device's side of the exchange.</summary>
    public GradientExchange? Exchange { get; set; }

    /// <summary>What happens instead of an answer, or null.</summary>
    public Func<Task>? Instead { get; set; }

    /// <inheritdoc/>
    public async Task<GradientSlice> GetContribution(long fence, long step, int slice, CancellationToken cancellationToken = default)
    {
        await (Instead?.Invoke() ?? Task.CompletedTask);
        return await GradientExchange.Require(Exchange, fence).AnswerContributionAsync(step, slice, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<GradientSlice> GetSum(long fence, long step, int slice, CancellationToken cancellationToken = default)
    {
        await (Instead?.Invoke() ?? Task.CompletedTask);
        return await GradientExchange.Require(Exchange, fence).AnswerSumAsync(step, slice, cancellationToken);
    }
}
