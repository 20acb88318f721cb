namespace BirdGrid.Client.Load;

/// <summary>How requests follow each other: <see cref="ClosedLoop"/> or <see cref="OpenLoop"/>.</summary>
public abstract record LoadShape
{
    private protected LoadShape()
    {
    }
}
