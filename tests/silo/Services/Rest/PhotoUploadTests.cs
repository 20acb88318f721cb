using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BirdGrid.Silo.Tests.Services.OpenInference;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>A photo as a body or as a file of a form; and what came where neither did.</summary>
public sealed class PhotoUploadTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private const string Path = "/v1/models/finch:classify";

    private static readonly byte[] Photo = [9, 13, 10, 45, 45, 0, 8];

    [Theory]
    [InlineData("file", "a.jpg", "image/jpeg")]
    [InlineData("photo", "a b.png", "application/octet-stream")]
    [InlineData("anything", "", "")]
    [InlineData("", "a.jpg", "text/plain")]
    public async Task A_form_with_one_file_is_a_photo(string name, string file, string type)
    {
        using var form = Form(("topK", "", "", "2"u8.ToArray()), (name, file, type, Photo));
        var (status, json) = await silo.Rest.PostAsync(Path, form).ReadAsync();
        Assert.Equal((HttpStatusCode.OK, 2), (status, json["labels"]!.AsArray().Count));
        Assert.Equal(Photo, silo.Front.Requests.Last().Photos[0].ToArray());
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=\"a b:c\"", "a b:c")]
    [InlineData("Multipart/Form-Data; Boundary=x; charset=utf-8", "x")]
    public async Task Boundaries_may_be_quoted(string type, string boundary)
    {
        var (status, _) = await SendAsync(type, $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nphoto\r\n--{boundary}--\r\n");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("photo"u8.ToArray(), silo.Front.Requests.Last().Photos[0].ToArray());
    }

    [Theory]
    [InlineData("multipart/form-data", "--x\r\n\r\n", "boundary of 1 to 70 characters, got 0")]
    [InlineData("multipart/form-data; boundary=", "--x\r\n\r\n", "boundary of 1 to 70 characters, got 0")]
    [InlineData("multipart/mixed; boundary=x", "--x\r\n\r\n", "'multipart/mixed; boundary=x' is not taken")]
    [InlineData("multipart/form-data; boundary=x", "", "no whole multipart form")]
    [InlineData("multipart/form-data; boundary=x", "photo", "no whole multipart form")]
    [InlineData("multipart/form-data; boundary=x", "--y\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\na\r\n--y--\r\n", "no whole multipart form")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nphoto", "no whole multipart form")]
    [InlineData("multipart/form-data; boundary=x", "--x--\r\n", "no file")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\n\r\n\r\n--x--\r\n", "'f' is empty")]
    public async Task A_broken_form_is_refused(string type, string body, string said)
    {
        var (status, message) = await SendAsync(type, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains("curl", message + (said.StartsWith("boundary", StringComparison.Ordinal) ? "curl" : string.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_are_no_call_of_this_kind()
    {
        using var form = Form(("a", "a.jpg", "", Photo), ("b", "b.jpg", "", Photo));
        var (status, json) = await silo.Rest.PostAsync(Path, form).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("The form has 2 parts that may be the photo ('a', 'b'); expected one photo", (string)json["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_many_parts_is_not_read_to_its_end()
    {
        using var form = Form([.. Enumerable.Range(0, 100).Select(i => ($"p{i}", $"{i}.jpg", "", Photo))]);
        var (status, json) = await silo.Rest.PostAsync(Path, form).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("more than 16 parts", (string)json["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """{ "photo": "AQ==" }""", "The body is JSON")]
    [InlineData("image/jpeg", " \n{ \"photo\": 1 }", "The body is JSON")]
    [InlineData("text/plain", "/9j/4AAQSkZJRg==", "The body is base64 text")]
    [InlineData("text/plain", "data:image/png;base64,AQ==", "The body is a data: URL")]
    [InlineData("application/octet-stream", "--abc\r\nContent-Disposition: form-data\r\n\r\n", "The body is a multipart form")]
    [InlineData("image/jpeg", "", "The body is empty")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{\"photo\":1}\r\n--x--\r\n", "The form's part 'file' is JSON")]
    public async Task What_came_in_the_place_of_a_photo_is_named(string type, string body, string said)
    {
        var (status, message) = await SendAsync(type, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(said, message, StringComparison.Ordinal);
        Assert.Contains("curl --data-binary @bird.jpg", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topK=-1", "topK is -1; it must be a whole number of 1 to 2147483647, or 0 for 5.")]
    [InlineData("topK=abc", "topK is 'abc'; it must be a whole number of 1 to 2147483647, or 0 for 5.")]
    [InlineData("topK=", "topK is ''; it must be")]
    [InlineData("topK=1.5", "topK is '1.5'; it must be")]
    [InlineData("topK=99999999999", "topK is '99999999999'; it must be")]
    [InlineData("topK=1&topK=2", "topK is there 2 times; expected once.")]
    [InlineData("topK=1&top_k=2", "topK is there 2 times; expected once.")]
    [InlineData("topk=1", "?topk: there is no such parameter in the query; expected topK or truncated.")]
    public async Task A_number_of_labels_that_there_cannot_be_is_told(string query, string said)
    {
        using var photo = new ByteArrayContent(Photo);
        var (status, json) = await silo.Rest.PostAsync($"{Path}?{query}", photo).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(said, (string)json["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topK=0", 3)]
    [InlineData("topK=1", 1)]
    [InlineData("top_k=2", 2)]
    [InlineData("topK=2147483647", 3)]
    public async Task A_number_of_labels_is_kept_to(string query, int labels)
    {
        using var photo = new ByteArrayContent(Photo);
        var (status, json) = await silo.Rest.PostAsync($"{Path}?{query}", photo).ReadAsync();
        Assert.Equal((HttpStatusCode.OK, labels), (status, json["labels"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_number_of_labels_is_in_the_form_or_in_the_query()
    {
        using var form = Form(("topK", "", "", "x"u8.ToArray()), ("file", "a.jpg", "", Photo));
        var (_, json) = await silo.Rest.PostAsync(Path, form).ReadAsync();
        Assert.StartsWith("topK is 'x'", (string)json["message"]!, StringComparison.Ordinal);
        using var twice = Form(("topK", "", "", "1"u8.ToArray()), ("file", "a.jpg", "", Photo));
        (_, json) = await silo.Rest.PostAsync($"{Path}?topK=1", twice).ReadAsync();
        Assert.StartsWith("topK is there 2 times", (string)json["message"]!, StringComparison.Ordinal);
    }

    private static MultipartFormDataContent Form(params (string Name, string File, string Type, byte[] Content)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, file, type, content) in parts)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{name}\"", FileName = file.Length > 0 ? $"\"{file}\"" : null };
            part.Headers.ContentType = type.Length > 0 ? new(type) : null;
            form.Add(part);
        }

        return form;
    }

    private async Task<(HttpStatusCode Status, string Message)> SendAsync(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var (status, json) = await silo.Rest.PostAsync(Path, content).ReadAsync();
        return (status, (string?)json["message"] ?? string.Empty);
    }
}
