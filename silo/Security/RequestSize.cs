namespace BirdGrid.Silo.Security;

/// <summary>How large a request may be, by what it has to bring. <see cref="Limits.RequestSizes"/> has the bytes.</summary>
internal enum RequestSize
{
    /// <summary>Names, numbers, page tokens.</summary>
    Small,

    /// <summary>A person's words: why something is done. Lists of names.</summary>
    Text,

    /// <summary>Settings, policies and recipes, also of a whole sweep.</summary>
    Specification,

    /// <summary>Photos or tensors.</summary>
    Photo,
}
