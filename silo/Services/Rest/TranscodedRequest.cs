using Google.Protobuf;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>What the query or the body of a transcoded call says.</summary>
/// <param name="Message">A message of the call's type; what is in the path is missing.</param>
internal sealed record TranscodedRequest(IMessage Message);
