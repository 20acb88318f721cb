namespace BirdGrid.Grains.Tests.Training.DataParallel;

/// <summary>Stands for a grain's turns: whatever a test awaits goes on only while nothing else of the test runs.</summary>
internal static class Turns
{
    public static Task RunAsync(Func<Task> test) =>
        Task.Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
