namespace BirdGrid.Grains.Training;

/// <summary>The session has ended or belongs to a later trainer: this one must stop and publish nothing.</summary>
internal sealed class FencedOffException() : Exception("The session belongs to a later trainer, or has ended.");
