namespace BirdGrid.Grains.Tests.Storage;

[Alias("birdgrid.tests.counter")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("increment")]
    Task<int> Increment();

    [Alias("value")]
    Task<int> Value();

    [Alias("remind")]
    Task Remind(string reminderName);

    [Alias("reminders")]
    Task<string[]> Reminders();

    [Alias("clear")]
    Task Clear();
}
